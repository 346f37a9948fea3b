package io.athanor.persistence.twin;

import java.nio.ByteBuffer;

/**
 * The sum by which the server sees that a page of its files is damaged, as described in
 * PostgreSQL's {@code src/include/storage/checksum_impl.h}: the page is a table of 32-bit numbers
 * with 32 columns, each column is hashed on its own in the manner of FNV-1a, and the 32 hashes and
 * the number of the page are folded to 16 bits that are never all zero.
 */
final class PageChecksum {

  /** Where the sum is in the page; it counts as zero. */
  private static final int PLACE = 8;

  private static final int PRIME = 16_777_619;

  /** What each column begins with; these numbers belong to the format. */
  private static final int[] BEGINNINGS = {
    0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
    0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
    0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
    0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
  };

  private PageChecksum() {}

  /** Writes the sum into a page that is otherwise complete. */
  static void write(ByteBuffer page, int block) {
    page.putShort(PLACE, (short) 0);
    page.putShort(PLACE, (short) (Integer.remainderUnsigned(hash(page) ^ block, 65_535) + 1));
  }

  private static int hash(ByteBuffer page) {
    int folded = 0;
    for (int column = 0; column < BEGINNINGS.length; column++) {
      int hash = BEGINNINGS[column];
      for (int at = column * 4; at < HoledFile.PAGE; at += BEGINNINGS.length * 4) {
        hash = mixed(hash, page.getInt(at));
      }
      folded ^= mixed(mixed(hash, 0), 0);
    }
    return folded;
  }

  private static int mixed(int hash, int value) {
    int both = hash ^ value;
    return (both * PRIME) ^ (both >>> 17);
  }
}
