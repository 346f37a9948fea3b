package io.athanor.contract;

import java.util.Locale;

/** What a node may host: one verticle each. */
public enum Role {
  PERSISTENCE,
  CACHE,
  PROFILING,
  OPERATIONS,
  RESEARCH,
  EXPERIMENTS,
  EXECUTION,
  HTTP;

  /** The role as it is written in configuration and addresses. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
