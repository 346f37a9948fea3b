package io.athanor.cli;

/** Colours of the words that deserve one. The word always stands there too. */
final class Colours {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String CYAN = "\u001b[36m";
  private static final String OFF = "\u001b[0m";

  private Colours() {}

  /** The state or check result in its colour; any other text as it is. */
  static String state(String word) {
    String colour =
        switch (word) {
          case "COMPLETED", "ok" -> GREEN;
          case "FAILED", "TIMED_OUT", "fail" -> RED;
          case "CANCELLED", "STOPPED", "warn" -> YELLOW;
          case "RUNNING" -> CYAN;
          default -> "";
        };
    return colour.isEmpty() ? word : colour + word + OFF;
  }
}
