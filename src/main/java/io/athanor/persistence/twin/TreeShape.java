package io.athanor.persistence.twin;

import java.util.OptionalInt;

/**
 * How many pages a b-tree has above its leaves, and in how many levels.
 *
 * @param fanOut how many pages one of them leads to, filled to 70 % as a build leaves it
 */
record TreeShape(double fanOut) {

  private static final int ROOM = 8152;
  private static final double BUILT = 0.7;

  /** An entry of one short key, in a page that is full. */
  private static final double WIDEST = ROOM / 20.0;

  /** By the size of an entry that leads to a page, with its line pointer. */
  static TreeShape of(double entry) {
    return new TreeShape(Math.max(2, Math.floor((HoledFile.PAGE * BUILT - 48) / entry)));
  }

  /** Levels above so many leaves. */
  int depth(long leaves) {
    int depth = 0;
    for (long pages = leaves; pages > 1; pages = above(pages)) {
      depth++;
    }
    return depth;
  }

  /** Pages of all these levels. */
  long upper(long leaves) {
    long upper = 0;
    for (long pages = leaves; pages > 1; ) {
      pages = above(pages);
      upper += pages;
    }
    return upper;
  }

  /** The last page of a level takes one more: only the one after that makes a build split it. */
  private long above(long pages) {
    return Math.max(1, (long) Math.ceil((pages - 1) / fanOut));
  }

  /** Levels of a tree of so many pages. */
  int depthOf(long pages) {
    return depth((long) Math.ceil((pages - 1) * (fanOut - 1) / fanOut));
  }

  /**
   * Levels of a tree that is there.
   *
   * @param written what its file says. The server may be late with it, then there are fewer levels
   *     than so many pages can have.
   */
  int depthOf(long pages, OptionalInt written) {
    int least = new TreeShape(Math.min(WIDEST, 2 * fanOut)).depthOf(pages);
    return written.isPresent() && written.getAsInt() >= least ? written.getAsInt() : depthOf(pages);
  }
}
