package io.athanor.contract;

import java.util.Arrays;

/**
 * Bytes inside a record, at most {@link #MAX} of them, so that a message stays under 64 KiB when it
 * travels as Base64URL text. Whoever creates the record gives the array away.
 *
 * @param value the bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is ours, and the array was given away
public record Bytes(byte[] value) {

  /**
   * The most bytes that one message may carry; longer content is split into chunks of this size. As
   * Base64 they grow by a third, and the record around them needs its share of the 64 KiB too.
   */
  public static final int MAX = 47 * 1024;

  /** Rejects what is too long for one message. */
  public Bytes {
    if (value.length > MAX) {
      throw new IllegalArgumentException(value.length + " bytes do not fit into one message");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return value.length + " bytes";
  }
}
