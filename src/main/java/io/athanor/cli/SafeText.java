package io.athanor.cli;

/**
 * Text of others made harmless for a terminal: control characters, which could move the cursor, set
 * the title or answer back into the shell, and the marks that reorder a line are shown as escapes
 * instead of being obeyed.
 */
final class SafeText {
  private SafeText() {}

  /** One line: line breaks are shown as {@code \n} too. */
  static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(safe, c, false));
    return safe.toString();
  }

  /** Several lines: line breaks and tabs stay. */
  static String block(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(safe, c, true));
    return safe.toString();
  }

  /**
   * A JSON text: what a terminal would obey can only stand in strings, where JSON has a form for
   * it.
   */
  static String json(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if ((c >= 0x7f && c < 0xa0) || reorders(c)) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  static void append(StringBuilder to, int character, boolean lines) {
    if (lines && (character == '\n' || character == '\t')) {
      to.append((char) character);
    } else if (character == '\n') {
      to.append("\\n");
    } else if (character == '\t') {
      to.append(' ');
    } else if (character == '\r') {
      to.append("\\r");
    } else if (character < 0x20 || (character >= 0x7f && character < 0xa0)) {
      to.append(String.format("\\x%02x", character));
    } else if (reorders(character) || Character.getType(character) == Character.SURROGATE) {
      to.append(String.format("\\u%04x", character));
    } else {
      to.appendCodePoint(character);
    }
  }

  private static boolean reorders(int character) {
    return character == 0x200e
        || character == 0x200f
        || character == 0x2028
        || character == 0x2029
        || (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
