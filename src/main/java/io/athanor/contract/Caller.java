package io.athanor.contract;

import java.util.Objects;

/**
 * On whose behalf a request is made.
 *
 * @param owner the name that is stored with what the caller creates; the admin key's is {@code
 *     admin}
 */
public record Caller(String owner) {

  /** The holder of the node's admin key. */
  public static final Caller ADMIN = new Caller("admin");

  /** Rejects a missing name. */
  public Caller {
    Objects.requireNonNull(owner, "owner");
  }
}
