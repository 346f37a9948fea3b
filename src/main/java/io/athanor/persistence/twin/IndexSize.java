package io.athanor.persistence.twin;

/**
 * How large an index would be: from the number of rows, the width of what is in it and how often
 * the same key comes again. A b-tree keeps the rows of one key in lists (PostgreSQL 13 or later);
 * estimates that leave this out are several times too large for columns of few values.
 */
final class IndexSize {

  private static final double PAGE = 8152 * 0.9;
  private static final int LONGEST_LIST = 812;
  private static final int ROW_ID = 6;
  private static final int LINE = 4;
  private static final int HEADER = 8;

  private IndexSize() {}

  /**
   * What is known of the index.
   *
   * @param rows that are in it
   * @param distinct different keys among them
   * @param width bytes of a key and of what is included, without header
   * @param lists whether rows of the same key are kept in lists
   */
  record Contents(double rows, double distinct, double width, boolean lists) {}

  /** The leaves of a b-tree, in pages of 8 KiB. */
  static long leaves(Contents contents) {
    double key = align(HEADER + contents.width());
    if (!inLists(contents)) {
      return pages(contents.rows() * (key + LINE));
    }
    Lists lists = Lists.of(contents, key);
    double list = align(key + ROW_ID * lists.most()) + LINE;
    double rest = lists.rest();
    double tail = rest == 0 ? 0 : rest <= 1 ? key + LINE : align(key + ROW_ID * rest) + LINE;
    return pages(contents.distinct() * (lists.full() * list + tail));
  }

  /** How many entries the leaves of a b-tree have: one for each row, or for each list. */
  static double entries(Contents contents) {
    if (!inLists(contents)) {
      return contents.rows();
    }
    Lists lists = Lists.of(contents, align(HEADER + contents.width()));
    return contents.distinct() * (lists.full() + (lists.rest() == 0 ? 0 : 1));
  }

  /** What an entry of a b-tree takes above the leaves. */
  static double entry(double width) {
    return align(HEADER + width) + LINE;
  }

  private static boolean inLists(Contents contents) {
    return contents.lists() && contents.distinct() <= 0.9 * contents.rows();
  }

  /**
   * The rows of one key.
   *
   * @param most rows in one list
   * @param full lists of so many
   * @param rest rows in one more
   */
  private record Lists(double most, double full, double rest) {

    static Lists of(Contents contents, double key) {
      double most = Math.max(1, Math.floor((LONGEST_LIST - key) / ROW_ID));
      double each = Math.max(1, contents.rows() / Math.max(1, contents.distinct()));
      double full = Math.floor(each / most);
      return new Lists(most, full, each - full * most);
    }
  }

  /** Each word of a row once, and for each row of a word about three bytes. */
  static long gin(double rows, double elementsOfRow, double distinct, double elementWidth) {
    return 2 + pages(rows * elementsOfRow * 3 + distinct * align(HEADER + elementWidth));
  }

  /** One entry for each 128 pages of the table. */
  static long brin(long tablePages, double width) {
    return 3 + pages(tablePages / 128.0 * (HEADER + 2 * align(width) + LINE));
  }

  /** A hash of four bytes for each row, in buckets that are three quarters full. */
  static long hash(double rows) {
    return 4 + (long) Math.ceil(rows * (HEADER + 8 + LINE) / (8152 * 0.75));
  }

  private static long pages(double bytes) {
    return Math.max(1, (long) Math.ceil(bytes / PAGE));
  }

  private static double align(double bytes) {
    return Math.ceil(bytes / 8) * 8;
  }
}
