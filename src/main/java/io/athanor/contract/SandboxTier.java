package io.athanor.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How well a sandbox contains a program, weakest first: the words of requests and the order that
 * the queue goes by.
 */
public enum SandboxTier {
  NONE(0),
  LANDLOCK(1),
  NAMESPACED(2),
  STRICT(3);

  private final short strength;

  SandboxTier(int strength) {
    this.strength = (short) strength;
  }

  /** The tier as it is written in requests, records and configuration. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A stronger tier has a larger number; it is what the queue stores. */
  public short strength() {
    return strength;
  }

  /** Every word, weakest first. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(SandboxTier::id).toList();
  }

  /**
   * The tier of a word; an absent one demands nothing.
   *
   * @throws IllegalArgumentException when there is no such tier
   */
  public static SandboxTier of(String id) {
    return id == null ? NONE : valueOf(id.toUpperCase(Locale.ROOT));
  }
}
