package io.athanor.contract;

import java.util.Arrays;

/**
 * Bytes inside a record, at most {@link #MAX} of them, so that a message stays under 64 KiB when it
 * travels as Base64URL text. Whoever creates the record gives the array away.
 *
 * @param value the bytes, not to be changed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // copied nowhere on purpose: equality is ours, and the array is given
// away
public record Bytes(byte[] value) {

  /**
   * The most bytes that one message may carry; longer content is split into chunks of this size.
   */
  public static final int MAX = 48 * 1024;

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
