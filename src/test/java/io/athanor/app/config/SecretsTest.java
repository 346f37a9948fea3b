package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A secret in every setting that may hold one, good and bad: nothing shows it. */
class SecretsTest {

  private static final String CANARY = "canary";

  @TempDir Path home;

  private static String everything(ConfigReport report) {
    return report.render()
        + report.renderSettings()
        + report.renderChecked()
        + report.checked()
        + report.toString()
        + report.config();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "database.url postgresql://ann:canary@db/lab",
        "database.url postgres:canary@db/lab",
        "database.url mysql://ann:canary@db",
        "database.url postgresql://ann:canary",
        "database.url canary",
        "integrations.redis.url canary",
        "integrations.llm.url http://ann:canary@llm/v1",
        "integrations.llm.url https://llm/v1?key=x&canary",
        "integrations.llm.url ann:canary@llm",
        "integrations.llm.apiKey canary",
        "integrations.llm.apiKey two-canary-é",
        "integrations.redis.url redis://:canary@redis",
        "integrations.redis.url http://:canary@redis",
        "integrations.redis.url redis:canary@redis",
        "integrations.webFetch.url https://web/?canary",
        "integrations.webFetch.url ftp://web/?canary",
        "integrations.webhook.url https://hooks/T/canary",
        "integrations.webhook.url hooks/T/canary",
        "integrations.webhook.secret canary",
        "integrations.webhook.secret canary-é",
        "integrations.http [{name:canary",
        "integrations.http canary",
        "integrations.http canary:1",
      })
  void noSettingShowsItsSecret(String key, String value) throws IOException {
    ConfigReader reader = new ConfigReader(Map.of(), Map.of(), home);
    assertThat(everything(reader.read(Optional.empty(), Map.of(key, value))))
        .doesNotContain(CANARY);
    String[] path = key.split("[.]", -1);
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < path.length; i++) {
      yaml.append("  ".repeat(i))
          .append(path[i])
          .append(":")
          .append(i < path.length - 1 ? "\n" : "");
    }
    Files.writeString(home.resolve("athanor.yaml"), yaml + " '" + value + "'\n");
    assertThat(everything(reader.read(Optional.empty(), Map.of()))).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "database.url|postgresql://ann:canary x@db/lab",
        "database.url|[canary]",
        "database.url|{a: canary}",
        "integrations.redis.url|redis://:canary x@redis",
        "integrations.redis.url|[canary]",
        "integrations.llm.url|https://ann:canary x@llm/v1",
        "integrations.webFetch.url|{a: canary}",
      })
  void noBadAddressShowsItsSecret(String key, String value) throws IOException {
    ConfigReader reader = new ConfigReader(Map.of(), Map.of(), home);
    assertThat(everything(reader.read(Optional.empty(), Map.of(key, value))))
        .doesNotContain(CANARY);
    String line = "{" + key.replace(".", ": {") + ": " + value;
    long open = key.chars().filter(one -> one == '.').count();
    Files.writeString(home.resolve("athanor.yaml"), line + "}".repeat((int) open + 1) + "\n");
    ConfigReport file = reader.read(Optional.empty(), Map.of());
    assertThat(everything(file)).doesNotContain(CANARY);
    assertThat(file.valid()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{name: a, url: 'https://a', secret: canary}]|true",
        "[{name: a, url: 'https://a', secret: 'x, canary'}]|true",
        "[{name: a, url: 'https://a/?canary', status: 204}]|true",
        "[{name: a, url: 'https://u:canary@a'}]|false",
        "[{name: a, url: 'https://a', secret: canary, status: 9}]|false",
        "[{name: a, url: 'https://a', secrte: canary}]|false",
        "[{name: a, url: 'https://a', secret: [canary]}]|false",
        "[{name: a, url: 'https://a', secret: {b: canary}}]|false",
        "[{name: a, url: 'https://a', secret: 'canaryé'}]|false",
      })
  void noTargetShowsItsSecret(String value, boolean valid) throws IOException {
    Map<String, String> environment = Map.of("ATHANOR_INTEGRATIONS_HTTP", value);
    ConfigReport report =
        new ConfigReader(environment, Map.of(), home).read(Optional.empty(), Map.of());
    assertThat(everything(report)).doesNotContain(CANARY);
    assertThat(report.valid()).isEqualTo(valid);
    Files.writeString(home.resolve("athanor.yaml"), "integrations:\n  http: " + value + "\n");
    ConfigReport file = new ConfigReader(Map.of(), Map.of(), home).read(Optional.empty(), Map.of());
    assertThat(everything(file)).doesNotContain(CANARY);
    assertThat(file.valid()).isEqualTo(valid);
  }

  @Test
  void everySettingIsCheckedWithItsOriginAndSeverity() throws IOException {
    Files.writeString(home.resolve("athanor.yaml"), "http:\n  port: 99999\n  prot: 1\n");
    ConfigReport report =
        new ConfigReader(Map.of("ATHANOR_HTTP_HOST", "0.0.0.0"), Map.of(), home)
            .read(Optional.empty(), Map.of("node.name", "lab"));
    assertThat(report.checked())
        .extracting(one -> one.key() + " " + one.origin() + " " + one.severity())
        .contains(
            "http.prot file ERROR",
            "http.port file ERROR",
            "http.host environment INFO",
            "node.name argument INFO",
            "cache.memory.ttl default INFO");
    ConfigReport open =
        new ConfigReader(
                Map.of("ATHANOR_HTTP_HOST", "0.0.0.0", "ATHANOR_EXECUTION_REQUIREDTIER", "none"),
                Map.of(),
                home.resolve("elsewhere"))
            .read(Optional.empty(), Map.of());
    assertThat(open.warnings())
        .extracting(ConfigProblem::key)
        .containsExactly("http.host", "execution.requiredTier");
    assertThat(open.notes())
        .extracting(ConfigProblem::key)
        .contains("database.url", "integrations.llm.enabled");
    assertThat(open.renderChecked()).contains("ok      http.port = 8080 (default:");
  }
}
