package io.athanor.execution.sandbox;

/**
 * This machine cannot give the isolation that was demanded. The message says what is missing and
 * how to get it.
 */
public final class SandboxUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason in words, meant for the operator. */
  public SandboxUnavailableException(String message) {
    super(message);
  }
}
