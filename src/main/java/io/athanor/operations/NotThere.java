package io.athanor.operations;

import io.athanor.contract.Operations.Finding;

/** Nobody is there who could look, yet or any more: told to whoever asks, and not remembered. */
final class NotThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  NotThere(Finding finding) {
    super(finding.detail());
    this.finding = finding;
  }

  Finding finding() {
    return finding;
  }
}
