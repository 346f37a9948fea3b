package io.athanor.execution.sandbox;

import java.util.Map;

/** Names of the signals that end programs (signal(7)). */
final class Signals {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "HUP"),
          Map.entry(2, "INT"),
          Map.entry(3, "QUIT"),
          Map.entry(4, "ILL"),
          Map.entry(6, "ABRT"),
          Map.entry(7, "BUS"),
          Map.entry(8, "FPE"),
          Map.entry(9, "KILL"),
          Map.entry(11, "SEGV"),
          Map.entry(13, "PIPE"),
          Map.entry(15, "TERM"),
          Map.entry(24, "XCPU"),
          Map.entry(25, "XFSZ"),
          Map.entry(31, "SYS"));

  private Signals() {}

  /** In brackets behind a number, or nothing. */
  static String name(int signal) {
    String name = NAMES.get(signal);
    return name == null ? "" : " (SIG" + name + ")";
  }
}
