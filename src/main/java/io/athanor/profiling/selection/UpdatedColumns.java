package io.athanor.profiling.selection;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns an UPDATE changes, by its text. What is written in an unusual way is not seen; then
 * an index on it looks cheaper than it is.
 */
final class UpdatedColumns {

  private static final Pattern UPDATE =
      Pattern.compile(
          "(?is)\\bupdate\\s+(?:only\\s+)?(?:\"?(\\w+)\"?\\.)?\"?(\\w+)\"?(?:\\s+(?:as\\s+)?(?!set\\b)\\w+)?\\s+set\\s+(.*)");

  private static final Pattern COLUMN = Pattern.compile("\\s*\"?(\\w+)\"?\\s*=.*", Pattern.DOTALL);

  private static final Pattern END =
      Pattern.compile("(?i)\\b(where|from|returning)\\b", Pattern.DOTALL);

  private UpdatedColumns() {}

  /** As {@code schema.table.column}. */
  static Set<String> of(String sql) {
    Set<String> columns = new HashSet<>();
    Matcher update = UPDATE.matcher(sql);
    int from = 0;
    while (update.find(from)) {
      String schema = update.group(1) == null ? "public" : update.group(1);
      String table = (schema + "." + update.group(2)).toLowerCase(Locale.ROOT);
      assignments(update.group(3), table, columns);
      from = update.start(3);
    }
    return columns;
  }

  private static void assignments(String text, String table, Set<String> columns) {
    int depth = 0;
    int begin = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ')';
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
      boolean last = depth < 0 || i == text.length();
      if (last || (c == ',' && depth == 0)) {
        String part = text.substring(begin, i);
        Matcher column = COLUMN.matcher(part);
        if (column.matches()) {
          columns.add(table + "." + column.group(1).toLowerCase(Locale.ROOT));
        }
        begin = i + 1;
        if (last || END.matcher(part).find()) {
          return;
        }
      }
    }
  }
}
