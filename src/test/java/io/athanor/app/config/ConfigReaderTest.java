package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which source wins, and what a user is told about what is wrong. */
class ConfigReaderTest {

  @TempDir Path home;

  @Test
  void laterSourcesWin() throws IOException {
    write("http:\n  port: 1\n  maxConnections: 1\n  bodyLimit: 1MB\n  host: 127.0.0.9\n");
    Map<String, String> environment =
        Map.of(
            "ATHANOR_HTTP_PORT", "2",
            "ATHANOR_HTTP_MAXCONNECTIONS", "2",
            "ATHANOR_HTTP_BODYLIMIT", "2MB");
    Map<String, String> properties =
        Map.of("athanor.http.port", "3", "athanor.http.maxConnections", "3");
    ConfigReport report =
        new ConfigReader(environment, properties, home)
            .read(Optional.empty(), Map.of("http.port", "4"));
    AthanorConfig config = report.config().orElseThrow();
    assertThat(config.http().port()).isEqualTo(4);
    assertThat(config.http().maxConnections()).isEqualTo(3);
    assertThat(config.http().bodyLimit()).isEqualTo(2 * 1024 * 1024);
    assertThat(config.http().host()).isEqualTo("127.0.0.9");
    assertThat(sourceOf(report, "http.port")).isEqualTo("command line");
    assertThat(sourceOf(report, "http.maxConnections"))
        .isEqualTo("system property athanor.http.maxConnections");
    assertThat(sourceOf(report, "http.bodyLimit")).isEqualTo("environment ATHANOR_HTTP_BODYLIMIT");
    assertThat(sourceOf(report, "http.host")).isEqualTo(home.resolve("athanor.yaml") + ":5");
    assertThat(sourceOf(report, "http.idleTimeout")).startsWith("default:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATHANOR_DATABASE_SLOWQUERYTHRESHOLD",
        "ATHANOR_DATABASE_SLOW_QUERY_THRESHOLD",
      })
  void variablesMayBeWrittenWithOrWithoutUnderscores(String name) {
    AthanorConfig config = environment(name, "7ms").config().orElseThrow();
    assertThat(config.database().slowQueryThreshold()).hasMillis(7);
  }

  @Test
  void homeHasAVariableOfItsOwn() throws IOException {
    write("http:\n  port: 7\n");
    ConfigReport report =
        new ConfigReader(Map.of("ATHANOR_HOME", home.toString()), Map.of(), Path.of("/nowhere"))
            .read(Optional.empty(), Map.of());
    assertThat(report.config().orElseThrow().node().home()).contains(home);
    assertThat(report.config().orElseThrow().http().port()).isEqualTo(7);
  }

  @Test
  void otherVariablesAreIgnoredAndMistypedOnesWarnedAbout() {
    Map<String, String> environment =
        Map.of(
            "ATHANOR_URL", "http://x",
            "ATHANOR_API_KEY", "ath_secret",
            "ATHANOR_TEST_DATABASE_URL", "x",
            "ATHANOR_JAVA_OPTS", "-Xmx1g",
            "ATHANOR_HTTP_PROT", "canary",
            "ATHANOR_HTTP_HOST", "");
    ConfigReport report =
        new ConfigReader(environment, Map.of("athanor.http.prt", "1"), home)
            .read(Optional.empty(), Map.of());
    assertThat(report.valid()).isTrue();
    assertThat(report.warnings())
        .extracting(ConfigProblem::key)
        .containsExactlyInAnyOrder("ATHANOR_HTTP_PROT", "athanor.http.prt");
    assertThat(report.warnings())
        .allMatch(problem -> problem.advice().equals("did you mean http.port?"));
    assertThat(report.render()).doesNotContain("canary");
  }

  @Test
  void fiveErrorsAreFiveProblemsWithTheirLines() throws IOException {
    write(
        """
        http:
          prot: 80
          port: 99999
        databse:
          url: postgres://ann:canary@db/lab
        execution:
          lease: quick
          pools:
            - a
            - [b]
        """);
    ConfigReport report = read();
    assertThat(report.config()).isEmpty();
    assertThat(report.errors())
        .extracting(problem -> problem.key() + problem.source().replaceAll(".*:", ":"))
        .containsExactlyInAnyOrder(
            "http.prot:2", "http.port:3", "databse:4", "execution.lease:7", "execution.pools:10");
    assertThat(report.render())
        .contains("did you mean http.port?", "did you mean database?", "99999", "5 error(s)")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: [1\ncanary: canary",
        "http:\n  port: 1\n   host: canary",
        "http:\n  host: \"canary",
        "\tcanary",
        "@canary",
        "- canary",
        "canary",
        "http: canary",
        "http:\n  port: {a: canary}",
        "http:\n  port: [canary]",
        "http:\n  port: 1\n  port: 2",
        "http:\n  port: 1\n---\nhttp:\n  port: 2",
        "http:\n  host: &canary a\nnode:\n  name: *canary",
        "database:\n  url: 'postgresql://ann:canary@/'",
        "database:\n  url: postgresql://ann:canary@db:99999/lab",
        "database:\n  password: canary",
        "http:\n  port:",
        "profiling:\n  maxStatements: 99999999999999999999",
        "http:\n  bodyLimit: 9999999999GB",
        "http:\n  idleTimeout: 5",
        "http:\n  idleTimeout: 99999999999999d",
        "cache:\n  memory:\n    enabled: maybe",
        "cache:\n  memory: true",
        "node:\n  home: ~/athanor",
        "node:\n  home: \"\\0\"",
      })
  void brokenFilesAreErrorsAndKeepTheirSecrets(String text) throws IOException {
    write(text);
    ConfigReport report = read();
    assertThat(report.errors()).isNotEmpty();
    assertThat(report.errors()).allMatch(problem -> !problem.message().isBlank());
    boolean quoted = text.contains("[canary]") || text.contains("{a:") || text.contains("*canary");
    if (!quoted) {
      assertThat(report.render() + report.renderSettings()).doesNotContain("an:canary", ": canary");
    }
    assertThat(report.render().lines()).allMatch(line -> line.length() < 500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n", "http:\n", "---\n", "null"})
  void filesWithoutKeysAreFine(String text) throws IOException {
    write(text);
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void hugeDeepAndBinaryFilesAreErrors() throws IOException {
    for (String text : List.of("#".repeat(2_000_000), "[".repeat(100_000), "{a: ".repeat(90_000))) {
      write(text);
      assertThat(read().errors()).hasSizeBetween(1, 2);
    }
    Files.write(home.resolve("athanor.yaml"), new byte[] {(byte) 0xff, 0, 1, 2});
    assertThat(read().errors()).singleElement().matches(p -> p.message().contains("UTF-8"));
  }

  @Test
  void aFileThatWasAskedForMustExistAndBeAFile() {
    for (Path file : List.of(home.resolve("absent.yaml"), home)) {
      ConfigReport report =
          new ConfigReader(Map.of(), Map.of(), home).read(Optional.of(file), Map.of());
      assertThat(report.errors()).singleElement().matches(p -> p.source().equals(file.toString()));
    }
  }

  @Test
  void theFileOfAHomeCannotNameAnotherHome() throws IOException {
    write("node:\n  home: /elsewhere\n");
    assertThat(read().errors()).singleElement().matches(p -> p.key().equals("node.home"));
    write("node:\n  home: " + home + "\n");
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void secretsAreMaskedEverywhereAndLeaveOnlyThroughTheConfig() throws IOException {
    String url = "postgresql://ann:can@ary/1@db:5432/lab?password=canary2&ssl=true";
    write("database:\n  url: " + url + "\n");
    ConfigReport report = read();
    assertThat(report.render() + report.renderSettings() + report.problems() + report.settings())
        .doesNotContain("ary/1", "canary2", "ann");
    ConfigReport good = environment("ATHANOR_DATABASE_URL", "postgresql://ann:canary@db/lab");
    assertThat(good.renderSettings()).contains("postgresql://****@db/lab");
    assertThat(good.toString()).doesNotContain("canary");
    assertThat(good.config().orElseThrow().database().url()).contains("canary");
  }

  @Test
  void aSecretInAFileThatOthersCanReadIsWarnedAbout() throws IOException {
    Path file = write("database:\n  url: postgresql://ann:pw@db/lab\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(read().warnings()).singleElement().matches(p -> p.advice().contains("chmod 600"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void doubtfulCombinationsAreWarnedAbout() {
    assertThat(environment("ATHANOR_HTTP_HOST", "0.0.0.0").warnings()).hasSize(1);
    assertThat(environment("ATHANOR_HTTP_HOST", "::1").warnings()).isEmpty();
    assertThat(environment("ATHANOR_HTTP_HOST", "localhost").warnings()).isEmpty();
    assertThat(environment("ATHANOR_NODE_ROLES", "http").warnings()).hasSize(1);
    assertThat(environment("ATHANOR_CLUSTER_ENABLED", "true").warnings()).hasSize(1);
  }

  @Test
  void variablesThatKubernetesSetsAreExplained() {
    ConfigReport report = environment("ATHANOR_HTTP_PORT", "tcp://10.0.0.1:8080");
    assertThat(report.errors())
        .singleElement()
        .matches(problem -> problem.advice().contains("enableServiceLinks"));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(home.resolve("athanor.yaml"), text);
  }

  private ConfigReport read() {
    return new ConfigReader(Map.of(), Map.of(), home).read(Optional.empty(), Map.of());
  }

  private ConfigReport environment(String name, String value) {
    return new ConfigReader(Map.of(name, value), Map.of(), home).read(Optional.empty(), Map.of());
  }

  private static String sourceOf(ConfigReport report, String key) {
    return report.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .map(ConfigReport.Effective::source)
        .findFirst()
        .orElseThrow();
  }
}
