package io.athanor;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A source file as the rules about sizes and words see it. */
record SourceFile(String name, String text) {

  private static final int MAX_FILE = 250;
  private static final int MAX_VERTICLE = 120;
  private static final int MAX_METHOD = 40;
  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(
          "(Base|Abstract)(\\p{Upper}\\w*)?"
              + "|\\w*?(Manager|Helper|Utils?|Impl)(\\p{Upper}\\w*)?"
              + "|\\w*(Data|Info)");
  private static final Pattern FORBIDDEN_WORD =
      Pattern.compile("\\b(TODO|FIXME|assumeTrue|assumeFalse|assumeThat)\\b|@Disabled\\b");

  static SourceFile read(Path path) {
    try {
      return new SourceFile(path.toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with it, each with the file's name. */
  List<String> offences() {
    List<String> offences = new ArrayList<>();
    int limit = simpleName().endsWith("Verticle") ? MAX_VERTICLE : MAX_FILE;
    long lines = text.lines().count();
    if (lines > limit) {
      offences.add("%s has %d lines, more than %d".formatted(name, lines, limit));
    }
    if (FORBIDDEN_NAME.matcher(simpleName()).matches()) {
      offences.add("%s has a name that says nothing".formatted(name));
    }
    if (name.replace('\\', '/').contains("/common/")) {
      offences.add("%s is in a package that says nothing".formatted(name));
    }
    FORBIDDEN_WORD
        .matcher(text)
        .results()
        .forEach(found -> offences.add("%s says %s".formatted(name, found.group())));
    offences.addAll(longMethods());
    return offences;
  }

  private String simpleName() {
    String file = Path.of(name).getFileName().toString();
    return file.substring(0, file.length() - ".java".length());
  }

  private List<String> longMethods() {
    List<String> found = new ArrayList<>();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, null, null, List.of(new InMemory(text)));
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    for (CompilationUnitTree unit : parse(task)) {
      unit.accept(
          new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
              long lines = lines(unit, positions, method.getBody());
              if (lines > MAX_METHOD) {
                found.add(
                    "%s: %s has %d lines, more than %d"
                        .formatted(name, method.getName(), lines, MAX_METHOD));
              }
              return super.visitMethod(method, null);
            }
          },
          null);
    }
    return found;
  }

  private static Iterable<? extends CompilationUnitTree> parse(JavacTask task) {
    try {
      return task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(CompilationUnitTree unit, SourcePositions positions, BlockTree body) {
    if (body == null) {
      return 0;
    }
    long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, body));
    return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, body)) - first + 1;
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(String text) {
      super(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
