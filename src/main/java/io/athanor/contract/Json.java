package io.athanor.contract;

import java.util.Objects;

/**
 * Free JSON inside a record: parameters, results, documents built by the database. The text is
 * passed on as it is and never parsed on the way.
 *
 * @param text a complete JSON value
 */
public record Json(String text) {

  /** The empty object. */
  public static final Json EMPTY = new Json("{}");

  /** Rejects a missing text. */
  public Json {
    Objects.requireNonNull(text, "text");
  }
}
