package io.athanor.app.startup;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Failures as a person wants to read them. */
final class Failures {

  private Failures() {}

  /** The failure itself, without what futures wrap around it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** The failure in one line. */
  static String text(Throwable failure) {
    Throwable inner = unwrapped(failure);
    String message = inner.getMessage();
    String kind = inner.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return kind;
    }
    String line = message.lines().findFirst().orElse("");
    // Those of the platform say no more than the name of a file, or two words.
    return inner instanceof IOException ? kind + ": " + line : line;
  }
}
