package io.athanor.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows under headings, as wide as they need and never wider than the terminal: the widest column is
 * cut with an ellipsis.
 */
final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private final String[] headings;
  private final List<String[]> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = headings.clone();
  }

  void row(String... cells) {
    if (cells.length != headings.length) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + headings.length + " headings");
    }
    rows.add(Arrays.stream(cells).map(SafeText::line).toArray(String[]::new));
  }

  void print(Terminal terminal) {
    int[] widths = widths(terminal.columns());
    StringBuilder line = new StringBuilder();
    append(
        line,
        Arrays.stream(headings).map(h -> h.toUpperCase(Locale.ROOT)).toArray(String[]::new),
        widths,
        false);
    for (String[] row : rows) {
      append(line, row, widths, terminal.coloured());
    }
    terminal.out().append(line);
  }

  private int[] widths(int columns) {
    int[] widths = new int[headings.length];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              headings[i].length(),
              rows.stream().mapToInt(row -> width(row[column])).max().orElse(0));
    }
    long excess =
        Arrays.stream(widths).asLongStream().sum()
            + (long) GAP.length() * (widths.length - 1)
            - columns;
    while (excess > 0) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
      excess--;
    }
    return widths;
  }

  private static void append(StringBuilder line, String[] cells, int[] widths, boolean coloured) {
    int start = line.length();
    for (int i = 0; i < cells.length; i++) {
      String cell = cut(cells[i], widths[i]);
      line.append(i == 0 ? "" : GAP)
          .append(coloured ? Colours.state(cell) : cell)
          .append(" ".repeat(widths[i] - width(cell)));
    }
    int end = line.length();
    while (end > start && line.charAt(end - 1) == ' ') {
      end--;
    }
    line.setLength(end);
    line.append('\n');
  }

  private static String cut(String cell, int width) {
    if (width(cell) <= width) {
      return cell;
    }
    StringBuilder cut = new StringBuilder();
    int used = 1;
    for (int character : cell.codePoints().toArray()) {
      used += width(character);
      if (used > width) {
        break;
      }
      cut.appendCodePoint(character);
    }
    return cut.append('…').toString();
  }

  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return Character.isIdeographic(character)
            || (character >= 0x1100 && character <= 0x115f)
            || (character >= 0x3040 && character <= 0x30ff)
            || (character >= 0xac00 && character <= 0xd7a3)
            || (character >= 0xff01 && character <= 0xff60)
            || (character >= 0x1f300 && character <= 0x1faff)
        ? 2
        : 1;
  }
}
