package io.athanor.app.config;

import java.util.stream.Collectors;

/**
 * A value for one key, and who said so.
 *
 * @param key the key, sections and name joined by dots
 * @param value what was written
 * @param source where, in words
 */
record Setting(String key, RawValue value, String source) {

  /** The value for human eyes: without secrets, on one line, not too long. */
  String shown() {
    if (value instanceof RawValue.Hidden) {
      return Secrets.MASK;
    }
    if (!(value instanceof RawValue.Rows several)) {
      return Secrets.masked(key, value.shown());
    }
    // Only what they are called: a mistyped key may hold the secret.
    return several.rows().stream()
        .map(row -> Secrets.masked("", row.getOrDefault("name", "?")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Whether something of the value is hidden. */
  boolean secret() {
    return shown().contains(Secrets.MASK)
        || (value instanceof RawValue.Rows several
            && several.rows().stream().anyMatch(row -> row.containsKey("secret")));
  }
}
