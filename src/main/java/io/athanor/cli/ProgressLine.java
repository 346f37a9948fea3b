package io.athanor.cli;

import java.time.Duration;

/**
 * One line on stderr that changes in place for a person, and is printed now and then for a file.
 */
final class ProgressLine {
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(5);
  private static final int BAR = 24;

  private final Terminal terminal;
  private long lastPlain = System.nanoTime();
  private boolean mayCome = true;
  private boolean present;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  void update(String text) {
    if (terminal.errWatched()) {
      if (!mayCome) {
        return;
      }
      present = true;
      String line = SafeText.line(text);
      int most = Math.min(terminal.columns(), 120) - 1;
      terminal.err().print("\r\u001b[K" + (line.length() > most ? line.substring(0, most) : line));
      terminal.err().flush();
    } else if (System.nanoTime() - lastPlain > BETWEEN_PLAIN_LINES.toNanos()) {
      lastPlain = System.nanoTime();
      terminal.progress(SafeText.line(text));
    }
  }

  /** Whether it stands on a line of its own, or would hide what somebody else began to write. */
  void mayCome(boolean now) {
    mayCome = now;
  }

  /** Makes room for what somebody else writes. */
  void clear() {
    if (present) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
      present = false;
    }
  }

  /** Replaces the line for good. */
  void done(String text) {
    terminal.progress((terminal.errWatched() ? "\r\u001b[K" : "") + SafeText.line(text));
  }

  static String bar(int done, int of) {
    int filled = of == 0 ? 0 : BAR * done / of;
    return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] " + done + "/" + of;
  }
}
