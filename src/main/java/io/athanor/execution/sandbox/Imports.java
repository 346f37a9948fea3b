package io.athanor.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Which modules a Python program will want, as its source says. */
final class Imports {

  /** Imports stand at the beginning; a longer program is not looked through. */
  private static final int LOOKED_AT = 64 << 10;

  private Imports() {}

  /**
   * Those of the modules that the program imports. None where the interpreter that would load them
   * is not the one that runs the program, as with a seed, or where a library would have set itself
   * up for one processor and the job has more.
   */
  static List<String> of(Job job, List<String> modules) {
    if (modules.isEmpty()
        || job.runtime() != ProgramRuntime.PYTHON
        || job.seed() != null
        || job.cores() > 1) {
      return List.of();
    }
    String source = source(job);
    return modules.stream().filter(module -> imports(source, module)).sorted().toList();
  }

  private static boolean imports(String source, String module) {
    return source.contains(module)
        && Pattern.compile(
                "^[ \\t]*(?:from[ \\t]+|import[ \\t]+(?:[\\w.]+(?:[ \\t]+as[ \\t]+\\w+)?[ \\t]*,[ \\t]*)*)"
                    + Pattern.quote(module)
                    + "\\b",
                Pattern.MULTILINE)
            .matcher(source)
            .find();
  }

  private static String source(Job job) {
    try (InputStream in = job.program().open()) {
      return new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
