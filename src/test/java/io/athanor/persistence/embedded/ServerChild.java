package io.athanor.persistence.embedded;

import io.athanor.support.TestFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JVM of its own that runs an embedded server until somebody kills it. */
final class ServerChild {

  // What the child needs of the class path; all of it would be 100 MB to copy.
  private static final Pattern NEEDED =
      Pattern.compile(".*(classes|postgres|scram|stringprep|saslprep|commons|xz|slf4j|logback).*");

  private ServerChild() {}

  /**
   * Arguments: home, binaries. Writes the server's process number to {@code home/child.pid} when it
   * is ready.
   */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    EmbeddedServerOptions options =
        EmbeddedServerOptions.at(home)
            .withBinaries(Path.of(arguments[1]))
            .withSharedBuffers("16MB")
            .withMaxConnections(20);
    EmbeddedServer server = EmbeddedServer.start(options);
    try {
      Rows.write(server.target(), 42);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    Path draft = Files.writeString(home.resolve("child.pid.draft"), Long.toString(server.pid()));
    Files.move(draft, home.resolve("child.pid"), StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
  }

  /** Starts the child, with a prefix such as {@code setpriv}. */
  static Process start(Path home, List<String> prefix, String classPath) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command.addAll(List.of(java, "-Xmx128m", "-cp", classPath, ServerChild.class.getName()));
    command.addAll(List.of(home.toString(), TestFolders.binaries().toString()));
    return new ProcessBuilder(command)
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(home.resolveSibling(home.getFileName() + ".out").toFile())
        .start();
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /**
   * The class path once more in a folder that every user can read, since the local repository often
   * lies in a closed home.
   */
  static String openClassPath(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : Arrays.asList(classPath().split(File.pathSeparator, -1))) {
      Path from = Path.of(entry);
      if (Files.exists(from) && NEEDED.matcher(from.getFileName().toString()).matches()) {
        Path to = folder.resolve(entries.size() + "-" + from.getFileName());
        copy(from, to);
        entries.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Folders.create(target, "rwxr-xr-x");
        } else {
          Files.copy(path, target);
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
  }
}
