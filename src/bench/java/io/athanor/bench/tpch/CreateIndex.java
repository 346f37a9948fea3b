package io.athanor.bench.tpch;

import io.athanor.persistence.twin.TwinIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code CREATE INDEX name ON table …} as what the twin is asked about. */
final class CreateIndex {

  private static final String NAME = "(\"(?:[^\"]|\"\")+\"|\\w+)";

  private static final Pattern HEAD =
      Pattern.compile(
          "(?is)\\s*CREATE\\s+INDEX\\s+"
              + NAME
              + "\\s+ON\\s+(?:"
              + NAME
              + "\\.)?"
              + NAME
              + "\\s*(?:USING\\s+(\\w+)\\s*)?(?=\\()");

  private static final Pattern INCLUDE = Pattern.compile("(?is)\\s*INCLUDE\\s*(?=\\()");

  private static final Pattern WHERE = Pattern.compile("(?is)\\s*WHERE\\s+(.+?)\\s*;?\\s*");

  private CreateIndex() {}

  /**
   * @throws IllegalArgumentException when it is of another form
   */
  static TwinIndex read(String statement) {
    Matcher head = HEAD.matcher(statement);
    if (!head.lookingAt()) {
      throw new IllegalArgumentException("not CREATE INDEX name ON table (...): " + statement);
    }
    int end = closing(statement, head.end());
    List<String> keys = parts(statement.substring(head.end() + 1, end));
    String rest = statement.substring(end + 1);
    List<String> include = List.of();
    Matcher further = INCLUDE.matcher(rest);
    if (further.lookingAt()) {
      int last = closing(rest, further.end());
      include = parts(rest.substring(further.end() + 1, last));
      rest = rest.substring(last + 1);
    }
    Matcher where = WHERE.matcher(rest);
    boolean part = where.matches();
    if (!part && !rest.isBlank() && !rest.strip().equals(";")) {
      throw new IllegalArgumentException("cannot read \"" + rest.strip() + "\" of " + statement);
    }
    return new TwinIndex(
        head.group(2) == null ? "public" : name(head.group(2)),
        name(head.group(3)),
        name(head.group(1)),
        head.group(4) == null ? "btree" : head.group(4).toLowerCase(Locale.ROOT),
        keys,
        include,
        part ? where.group(1) : "");
  }

  private static String name(String written) {
    return written.startsWith("\"")
        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
        : written.toLowerCase(Locale.ROOT);
  }

  /** Where the parenthesis closes that opens here. */
  private static int closing(String text, int opening) {
    int depth = 0;
    char quote = 0;
    for (int i = opening; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (quote != 0) {
        quote = sign == quote ? 0 : quote;
      } else if (sign == '\'' || sign == '"') {
        quote = sign;
      } else if (sign == '(') {
        depth++;
      } else if (sign == ')' && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a parenthesis is not closed: " + text);
  }

  private static List<String> parts(String list) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < list.length(); i++) {
      if (list.charAt(i) == '(') {
        i = closing(list, i);
      } else if (list.charAt(i) == ',') {
        parts.add(list.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(list.substring(from).strip());
    return parts;
  }
}
