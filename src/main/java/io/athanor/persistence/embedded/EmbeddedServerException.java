package io.athanor.persistence.embedded;

/**
 * The embedded server could not be started or stopped. The message says why, what the server logged
 * last, and what to do next.
 */
public final class EmbeddedServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedServerException(String message) {
    super(message);
  }

  EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
