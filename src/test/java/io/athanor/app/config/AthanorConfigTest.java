package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.cache.CacheConfig;
import io.athanor.http.HttpConfig;
import io.athanor.operations.IntegrationsConfig;
import io.athanor.persistence.DatabaseConfig;
import io.athanor.profiling.ProfilingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defaults and full mapping of every record in the tree. */
class AthanorConfigTest {
  private static final long MB = 1024 * 1024;

  /** For every key a legal value that is not the default. */
  static final Map<String, String> OTHER =
      pairs(
          """
          node.home=/srv/athanor
          node.roles=http,persistence
          node.name=lab-1
          http.host=127.0.0.2
          http.port=9090
          http.bodyLimit=2MB
          http.contentLimit=3MB
          http.requestTimeout=PT11S
          http.maxConnections=12
          http.idleTimeout=13s
          database.url=postgresql://ann:pw@db.example:5433/lab
          database.embedded.port=5499
          database.embedded.sharedBuffers=32MB
          database.embedded.maxConnections=60
          database.pool.size=5
          database.pool.maxWaitQueue=6
          database.pool.connectionTimeout=7s
          database.pool.idleTimeout=8m
          database.pool.maxLifetime=9h
          database.statementTimeout=10s
          database.slowQueryThreshold=11ms
          database.plansPerMinute=12
          database.conversationRetention=90d
          database.contentGrace=2h
          cache.memory.enabled=false
          cache.memory.maxBytes=12KB
          cache.memory.ttl=13s
          execution.slots=3
          execution.pools=gpu, default
          execution.requiredTier=strict
          execution.lease=30s
          execution.renewEvery=9s
          execution.pollInterval=2s
          execution.claimBatch=51
          execution.maxLost=4
          execution.placement.maxCpuPercent=71
          execution.placement.maxMemoryPercent=72
          execution.placement.minAttempts=2
          execution.placement.prefetch=3
          execution.inputCache=5MB
          execution.cancelGrace=1s
          execution.artefactFiles=7
          execution.artefactBytes=8MB
          execution.preload=numpy,scipy
          execution.runtimes=python
          execution.limits.wall=1s
          execution.limits.cpu=2s
          execution.limits.memory=3MB
          execution.limits.processes=4
          execution.limits.disk=5
          execution.limits.file=6
          execution.limits.output=7
          execution.limits.result=8
          execution.ceilings.wall=11s
          execution.ceilings.cpu=12s
          execution.ceilings.memory=13MB
          execution.ceilings.processes=14
          execution.ceilings.disk=15
          execution.ceilings.file=16
          execution.ceilings.output=17
          execution.ceilings.result=18
          profiling.enabled=false
          profiling.maxStatements=7
          profiling.repeats=8
          profiling.slowLog.enabled=false
          profiling.slowLog.maxBytes=1MB
          profiling.slowLog.maxAge=2h
          profiling.slowLog.files=3
          profiling.slowLog.parameters=true
          cluster.enabled=true
          cluster.host=10.0.0.1
          cluster.port=5800
          cluster.members=10.0.0.2, 10.0.0.3:5801
          cluster.configFile=/etc/hazelcast.xml
          startup.deadline=2m
          shutdown.grace=3s
          logging.level=debug
          integrations.allowLinkLocal=true
          integrations.llm.enabled=true
          integrations.llm.url=http://169.254.1.1:8000/v1
          integrations.llm.apiKey=sk-1
          integrations.llm.model=small
          integrations.redis.enabled=true
          integrations.redis.url=rediss://:pw@redis.example:6380
          integrations.webFetch.enabled=true
          integrations.webFetch.url=https://web.example/
          integrations.webhook.enabled=true
          integrations.webhook.url=https://hooks.example/T/B/X
          integrations.webhook.secret=shh
          integrations.http=[{name: lims, url: "https://lims.example/ping", status: 204, critical: true, header: X-Key, secret: k 1}, {name: b, url: "http://b"}]
          """);

  @TempDir Path home;

  @Test
  void defaultsAreThese() {
    AthanorConfig config = read(Map.of()).config().orElseThrow();
    assertThat(config.node()).isEqualTo(new NodeConfig(Optional.empty(), NodeConfig.ROLES, ""));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig("127.0.0.1", 8080, 8 * MB, 256 * MB, seconds(10), 1024, seconds(60)));
    assertThat(config.database())
        .isEqualTo(
            new DatabaseConfig(
                "",
                new DatabaseConfig.Embedded(0, 128 * MB, 50),
                new DatabaseConfig.Pool(16, 1000, seconds(3), seconds(600), seconds(1800)),
                seconds(5),
                Duration.ofMillis(100),
                6,
                Duration.ZERO,
                Duration.ofHours(24)));
    assertThat(config.cache())
        .isEqualTo(new CacheConfig(new CacheConfig.Memory(true, 64 * MB, seconds(60))));
    assertThat(config.profiling())
        .isEqualTo(
            new ProfilingConfig(
                true,
                5_000,
                10,
                new ProfilingConfig.SlowLog(true, 16 * MB, Duration.ofHours(24), 5, false)));
    assertThat(config.cluster())
        .isEqualTo(new ClusterConfig(false, "127.0.0.1", 5701, List.of(), Optional.empty()));
    assertThat(config.startup()).isEqualTo(new StartupConfig(seconds(60)));
    assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(seconds(10)));
    assertThat(config.logging()).isEqualTo(new LoggingConfig(LoggingConfig.Level.INFO));
    assertThat(config.integrations()).isEqualTo(IntegrationsConfig.none());
  }

  @Test
  void everyKeyCanBeSet() {
    assertThat(OTHER.keySet()).isEqualTo(ConfigSchema.of(AthanorConfig.class).keys());
    ConfigReport report = read(OTHER);
    assertThat(report.errors()).isEmpty();
    AthanorConfig config = report.config().orElseThrow();
    assertThat(config.node())
        .isEqualTo(
            new NodeConfig(
                Optional.of(Path.of("/srv/athanor")), List.of("http", "persistence"), "lab-1"));
    assertThat(config.http())
        .isEqualTo(new HttpConfig("127.0.0.2", 9090, 2 * MB, 3 * MB, seconds(11), 12, seconds(13)));
    assertThat(config.database())
        .isEqualTo(
            new DatabaseConfig(
                "postgresql://ann:pw@db.example:5433/lab",
                new DatabaseConfig.Embedded(5499, 32 * MB, 60),
                new DatabaseConfig.Pool(5, 6, seconds(7), seconds(480), seconds(32_400)),
                seconds(10),
                Duration.ofMillis(11),
                12,
                Duration.ofDays(90),
                Duration.ofHours(2)));
    assertThat(config.cache())
        .isEqualTo(new CacheConfig(new CacheConfig.Memory(false, 12_288, seconds(13))));
    assertThat(config.profiling())
        .isEqualTo(
            new ProfilingConfig(
                false, 7, 8, new ProfilingConfig.SlowLog(false, MB, Duration.ofHours(2), 3, true)));
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterConfig(
                true,
                "10.0.0.1",
                5800,
                List.of("10.0.0.2", "10.0.0.3:5801"),
                Optional.of(Path.of("/etc/hazelcast.xml"))));
    assertThat(config.startup()).isEqualTo(new StartupConfig(seconds(120)));
    assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(seconds(3)));
    assertThat(config.logging()).isEqualTo(new LoggingConfig(LoggingConfig.Level.DEBUG));
  }

  private ConfigReport read(Map<String, String> arguments) {
    return new ConfigReader(Map.of(), Map.of(), home).read(Optional.empty(), arguments);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  static Map<String, String> pairs(String lines) {
    return lines
        .lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
