package io.athanor.app.config;

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
    return Secrets.masked(key, value.shown());
  }
}
