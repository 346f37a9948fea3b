package io.athanor.cli;

/** Says where the output of one attempt ends and that of the next begins, beside the output. */
final class AttemptMarks {
  private final Terminal terminal;
  private int current = 1;

  AttemptMarks(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The next output is of this attempt; nothing is said of the first one. */
  void at(int attempt) {
    if (attempt != current) {
      current = attempt;
      terminal.out().flush();
      terminal.progress("--- attempt " + attempt + " ---");
    }
  }
}
