package io.athanor.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds one call of the command line: its streams, its environment and whether a person is
 * watching.
 *
 * @param in where a program named {@code -} is read from
 * @param out results; nothing else is ever printed there
 * @param err progress and errors
 * @param environment the environment variables
 * @param outWatched whether {@code out} is a terminal
 * @param errWatched whether {@code err} is a terminal
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean outWatched,
    boolean errWatched) {
  private static final int DEFAULT_COLUMNS = 120;
  private static final int FEWEST_COLUMNS = 40;
  private static final int BUFFER = 16 * 1024;

  /** Copies the environment. */
  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** The terminal of this process, always in UTF-8 whatever the locale. */
  public static Terminal system() {
    return new Terminal(
        System.in,
        stream(FileDescriptor.out, false),
        stream(FileDescriptor.err, true),
        System.getenv(),
        isTerminal(1),
        isTerminal(2));
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean flushAtEndOfLine) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        flushAtEndOfLine,
        StandardCharsets.UTF_8);
  }

  // System.console() tells only whether stdin and stdout are both terminals, and from JDK 22 on not
  // even that.
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Whether results may be coloured: a terminal, and {@code NO_COLOR} (see no-color.org) is not
   * set.
   */
  public boolean coloured() {
    return outWatched
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /** How many columns a line of a table may have; without bound when nobody watches. */
  public int columns() {
    if (!outWatched) {
      return Integer.MAX_VALUE;
    }
    try {
      return Math.max(
          FEWEST_COLUMNS, Integer.parseInt(environment.getOrDefault("COLUMNS", "").strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  /** Tells the user what goes on, on stderr. */
  void progress(String line) {
    err.println(line);
    err.flush();
  }
}
