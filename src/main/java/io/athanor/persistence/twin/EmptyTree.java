package io.athanor.persistence.twin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;

/**
 * The file of a b-tree, of which the planner asks how many levels there are above the leaves.
 *
 * <p>An index without rows has no level. Here it gets a root that leads through one page of each
 * level to one leaf without entries: a tree that any search walks to its end and that {@code
 * bt_index_check} accepts. A page above the leaves without an entry would stop the whole server
 * when the planner looks up the ends of an index. The format is that of PostgreSQL's {@code
 * nbtree.h} (version 4), {@code bufpage.h} and {@code itup.h}.
 */
final class EmptyTree {

  private static final int MAGIC = 0x053162;
  private static final int VERSION = 4;
  private static final int DEEPEST = 10;

  private static final int HEADER = 24;
  private static final int END = HoledFile.PAGE - 16;
  private static final int LOWER = 12;
  private static final int UPPER = 14;
  private static final int SPECIAL = 16;
  private static final int FORMAT = 18;

  /** A page of 8 KiB in the fourth layout. */
  private static final short OWN_FORMAT = HoledFile.PAGE | 4;

  private static final int META_VERSION = HEADER + 4;
  private static final int ROOT = HEADER + 8;
  private static final int LEVEL = HEADER + 12;
  private static final int FAST_ROOT = HEADER + 16;
  private static final int FAST_LEVEL = HEADER + 20;

  private static final int PAGE_LEVEL = END + 8;
  private static final int FLAGS = END + 12;
  private static final short IS_LEAF = 1;
  private static final short IS_ROOT = 2;
  private static final short IS_META = 8;

  private EmptyTree() {}

  /** How many levels the first page of an index on disk tells of; nothing if it tells none. */
  static OptionalInt depth(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer meta = meta(channel);
      int depth = isMeta(meta) ? meta.getInt(FAST_LEVEL) : -1;
      return depth < 0 || depth > DEEPEST ? OptionalInt.empty() : OptionalInt.of(depth);
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Gives levels to an index without rows. It has to be done before the server reads the file: a
   * build writes past its buffers. What is not such an index as this server makes it is left alone.
   *
   * @return whether it has them now
   */
  static boolean grow(Path file, int depth) throws IOException {
    if (depth < 1 || depth > DEEPEST) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer meta = meta(channel);
      if (!isMeta(meta) || meta.getInt(ROOT) != 0 || meta.getInt(FAST_ROOT) != 0) {
        return false;
      }
      // From below: whoever sees the new root finds what is under it.
      for (int block = depth + 1; block > 0; block--) {
        write(channel, page(meta.getLong(0), block, depth), block);
      }
      meta.putInt(ROOT, 1).putInt(FAST_ROOT, 1).putInt(LEVEL, depth).putInt(FAST_LEVEL, depth);
      write(channel, meta, 0);
      return true;
    }
  }

  private static ByteBuffer meta(FileChannel channel) throws IOException {
    ByteBuffer meta = empty();
    while (meta.hasRemaining() && channel.read(meta, meta.position()) >= 0) {
      // A file may give less than it is asked for.
    }
    return meta;
  }

  /** Also says that the server writes numbers in the order that we do. */
  private static boolean isMeta(ByteBuffer page) {
    return !page.hasRemaining()
        && page.getShort(FORMAT) == OWN_FORMAT
        && page.getShort(SPECIAL) == END
        && page.getInt(HEADER) == MAGIC
        && page.getInt(META_VERSION) == VERSION
        && (page.getShort(FLAGS) & IS_META) != 0;
  }

  /** The root is block 1, and each level below is the next block. */
  private static ByteBuffer page(long position, int block, int depth) {
    int level = depth + 1 - block;
    ByteBuffer page = empty();
    page.putLong(0, position).putShort(SPECIAL, (short) END).putShort(FORMAT, OWN_FORMAT);
    page.putInt(PAGE_LEVEL, level);
    int flags = (level == 0 ? IS_LEAF : 0) | (level == depth ? IS_ROOT : 0);
    page.putShort(FLAGS, (short) flags);
    int lower = HEADER;
    int upper = END;
    if (level > 0) {
      upper -= 8;
      page.putInt(lower, upper | (1 << 15) | (8 << 17)); // 8 bytes at that place, in use
      lower += 4;
      // To all keys, so without any: below is the next block; 0x2000 says that a key may be short.
      page.putShort(upper + 2, (short) (block + 1)).putShort(upper + 6, (short) (0x2000 | 8));
    }
    return page.putShort(LOWER, (short) lower).putShort(UPPER, (short) upper);
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(HoledFile.PAGE).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(FileChannel channel, ByteBuffer page, int block) throws IOException {
    PageChecksum.write(page, block);
    page.rewind();
    while (page.hasRemaining()) {
      channel.write(page, (long) block * HoledFile.PAGE + page.position());
    }
  }
}
