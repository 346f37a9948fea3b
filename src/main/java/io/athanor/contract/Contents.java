package io.athanor.contract;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Programs, inputs, artefacts and long results, stored once by their SHA-256 and moved in chunks of
 * {@link Bytes#MAX} bytes. A content exists once all its chunks have arrived and the digest was
 * checked.
 */
public final class Contents {

  /**
   * Stores one chunk. Chunks may come in any order and more than once; the last one to arrive makes
   * the content whole.
   *
   * @param digest SHA-256 of the whole content in lower-case hexadecimal
   * @param size bytes of the whole content
   * @param number counts from 0
   * @param bytes the chunk, full but for the last one
   */
  public record Put(String digest, long size, int number, Bytes bytes) {}

  /**
   * What is there now.
   *
   * @param complete whether all chunks have arrived
   */
  public record Stored(String digest, boolean complete) {}

  /** Asks for one chunk of a complete content. */
  public record Get(String digest, int number) {}

  /**
   * One chunk.
   *
   * @param size bytes of the whole content
   * @param chunks how many there are
   */
  public record Chunk(String digest, long size, int chunks, int number, Bytes bytes) {}

  /** Asks which of these digests are not stored. */
  public record Missing(List<String> digests) {
    /** Copies the list. */
    public Missing {
      digests = List.copyOf(digests);
    }
  }

  /** The digests that are not stored. */
  public record Absent(List<String> digests) {
    /** Copies the list. */
    public Absent {
      digests = List.copyOf(digests);
    }
  }

  /** Store one chunk. */
  public static final RequestAddress<Put, Stored> PUT =
      RequestAddress.toStore("contents.put", Put.class, Stored.class);

  /** Read one chunk. */
  public static final RequestAddress<Get, Chunk> GET =
      RequestAddress.toStore("contents.get", Get.class, Chunk.class);

  /** Ask what is missing. */
  public static final RequestAddress<Missing, Absent> MISSING =
      RequestAddress.toStore("contents.missing", Missing.class, Absent.class);

  private Contents() {}

  /** The name of a content: SHA-256 of its bytes in lower-case hexadecimal. */
  public static String digestOf(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** What computes the name of a content that comes in parts. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
