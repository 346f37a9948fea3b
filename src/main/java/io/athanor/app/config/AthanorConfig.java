package io.athanor.app.config;

import io.athanor.cache.CacheConfig;
import io.athanor.execution.ExecutionConfig;
import io.athanor.http.HttpConfig;
import io.athanor.operations.IntegrationsConfig;
import io.athanor.persistence.DatabaseConfig;
import io.athanor.profiling.ProfilingConfig;

/**
 * The whole configuration of a node: read once, valid, never changed. Every component is a section
 * of {@code conf/athanor.yaml}, every component of a section a key.
 */
public record AthanorConfig(
    NodeConfig node,
    HttpConfig http,
    DatabaseConfig database,
    CacheConfig cache,
    ExecutionConfig execution,
    ProfilingConfig profiling,
    ClusterConfig cluster,
    StartupConfig startup,
    ShutdownConfig shutdown,
    LoggingConfig logging,
    IntegrationsConfig integrations) {

  /** Throws IllegalArgumentException with one line {@code key: fault} for each bad value. */
  public AthanorConfig {
    int port = database.embedded().port();
    if (database.usesEmbedded() && port != 0 && port == http.port()) {
      throw new IllegalArgumentException(
          "database.embedded.port: is that of http.port; take another, or 0 for any free one");
    }
  }
}
