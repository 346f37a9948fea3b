package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad values of every record in the tree, all reported at once. */
class BadValuesTest {

  /** For every key that has a range or a form a value that can be read and breaks it. */
  private static final Map<String, String> BAD =
      AthanorConfigTest.pairs(
          """
          node.roles=http,cook
          node.name=a b
          http.host=\s
          http.port=65536
          http.bodyLimit=1023
          http.contentLimit=257MB
          http.requestTimeout=0s
          http.maxConnections=0
          http.idleTimeout=999ms
          database.url=mysql://db/lab
          database.embedded.port=-1
          database.embedded.sharedBuffers=1
          database.embedded.maxConnections=8
          database.pool.size=0
          database.pool.maxWaitQueue=-1
          database.pool.connectionTimeout=0s
          database.pool.idleTimeout=-1s
          database.pool.maxLifetime=-1s
          database.statementTimeout=0s
          database.slowQueryThreshold=-1ms
          database.plansPerMinute=601
          database.conversationRetention=23h
          database.contentGrace=59m
          cache.memory.maxBytes=-1
          cache.memory.ttl=0s
          execution.slots=-1
          execution.pools=a b
          execution.lease=99ms
          execution.renewEvery=0s
          execution.pollInterval=0s
          execution.claimBatch=1001
          execution.maxLost=-1
          execution.placement.maxCpuPercent=0
          execution.placement.maxMemoryPercent=101
          execution.placement.minAttempts=-1
          execution.placement.prefetch=-1
          execution.inputCache=-1
          execution.cancelGrace=-1s
          execution.artefactFiles=1001
          execution.artefactBytes=2GB
          execution.preload=num py
          execution.runtimes=cobol
          execution.limits.wall=0s
          execution.limits.cpu=-1s
          execution.limits.memory=1
          execution.limits.processes=0
          execution.limits.disk=-1
          execution.limits.file=-1
          execution.limits.output=-1
          execution.limits.result=0
          execution.ceilings.wall=0s
          execution.ceilings.cpu=-1s
          execution.ceilings.memory=1
          execution.ceilings.processes=0
          execution.ceilings.disk=-1
          execution.ceilings.file=-1
          execution.ceilings.output=-1
          execution.ceilings.result=0
          profiling.maxStatements=0
          profiling.repeats=1
          profiling.slowLog.maxBytes=1KB
          profiling.slowLog.maxAge=59s
          profiling.slowLog.files=0
          cluster.host=\s
          cluster.port=0
          cluster.members=10.0.0.1:5701-5709
          integrations.llm.url=ftp://llm.example/v1
          integrations.llm.apiKey=two words
          integrations.llm.model=two words
          integrations.redis.url=http://redis.example
          integrations.webFetch.url=http://ann:pw@web.example/
          integrations.webhook.url=hooks.example/T/B
          integrations.webhook.secret=two words
          integrations.http=[{name: a b, url: "https://lims.example"}]
          startup.deadline=0s
          shutdown.grace=0s
          """);

  @TempDir Path home;

  @Test
  void allValuesOutOfRangeAreReportedAtOnce() {
    ConfigReport report = read(BAD);
    assertThat(report.valid()).isFalse();
    assertThat(keys(report.errors())).containsExactlyInAnyOrderElementsOf(BAD.keySet());
  }

  @Test
  void allValuesOfTheWrongTypeAreReportedAtOnce() {
    Map<String, String> wrong = new LinkedHashMap<>(AthanorConfigTest.OTHER);
    wrong.replaceAll((key, value) -> "~/two words");
    wrong.keySet().removeIf(key -> key.endsWith(".host"));
    ConfigReport report = read(wrong);
    assertThat(keys(report.errors())).containsExactlyInAnyOrderElementsOf(wrong.keySet());
  }

  @Test
  void valuesAreComparedWithEachOther() {
    Map<String, String> values =
        Map.of(
            "execution.renewEvery", "6s",
            "execution.limits.memory", "9GB",
            "database.embedded.maxConnections", "20",
            "node.roles", "execution");
    assertThat(keys(read(values).errors()))
        .containsExactlyInAnyOrder(
            "execution.renewEvery", "execution.limits.memory", "database.pool.size", "node.roles");
  }

  @Test
  void oneServerCannotHaveThePortOfAnother() {
    Map<String, String> same = Map.of("http.port", "7001", "database.embedded.port", "7001");
    assertThat(keys(read(same).errors())).containsExactly("database.embedded.port");
    Map<String, String> elsewhere = new LinkedHashMap<>(same);
    elsewhere.put("database.url", "postgresql://ann@db/lab");
    assertThat(read(elsewhere).errors()).isEmpty();
    Map<String, String> free = Map.of("http.port", "0", "database.embedded.port", "0");
    assertThat(read(free).errors()).isEmpty();
  }

  @Test
  void nothingIsComparedWithADefaultThatStandsInForABadValue() {
    Map<String, String> values = Map.of("execution.renewEvery", "9s", "execution.lease", "soon");
    assertThat(keys(read(values).errors())).containsExactly("execution.lease");
  }

  private ConfigReport read(Map<String, String> arguments) {
    return new ConfigReader(Map.of(), Map.of(), home).read(Optional.empty(), arguments);
  }

  private static List<String> keys(List<ConfigProblem> problems) {
    return problems.stream().map(ConfigProblem::key).toList();
  }
}
