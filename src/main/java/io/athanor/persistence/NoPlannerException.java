package io.athanor.persistence;

/** Nothing here can say what the planner would do. The message says why, and what would help. */
final class NoPlannerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NoPlannerException(String message) {
    super(message, null, false, false);
  }
}
