package io.athanor.contract;

import java.util.List;

/** Samples of {@link Contents}. */
final class ContentSamples {

  static List<Record> all() {
    return List.of(
        new Contents.Put(Samples.DIGEST, 5L << 30, 2, PlainSamples.bytes(Bytes.MAX)),
        new Contents.Stored(Samples.DIGEST, true),
        new Contents.Get(Samples.DIGEST, 2),
        new Contents.Chunk(Samples.DIGEST, 5L << 30, 9, 2, PlainSamples.bytes(1)),
        new Contents.Missing(List.of(Samples.DIGEST)),
        new Contents.Absent(List.of(Samples.DIGEST)));
  }

  private ContentSamples() {}
}
