package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.execution.ExecutionConfig;
import io.athanor.execution.LimitValues;
import io.athanor.execution.PlacementConfig;
import io.athanor.operations.IntegrationsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defaults and full mapping of the sections with the most keys. */
class SectionsTest {
  private static final long MB = 1024 * 1024;
  private static final long GB = 1024 * MB;

  @TempDir Path home;

  @Test
  void defaultsOfExecutionAreThese() {
    assertThat(read(Map.of()).config().orElseThrow().execution())
        .isEqualTo(
            new ExecutionConfig(
                0,
                List.of("default"),
                ExecutionConfig.Tier.NAMESPACED,
                seconds(15),
                seconds(5),
                seconds(1),
                500,
                3,
                new PlacementConfig(85, 85, 1, 0),
                2 * GB,
                100,
                64 * MB,
                Duration.ofMillis(500),
                List.of("numpy"),
                List.of("python", "node", "bash", "java", "exec"),
                new LimitValues(seconds(30), seconds(10), 256 * MB, 64, 128 * MB, 64 * MB, MB, MB),
                new LimitValues(
                    seconds(7200), seconds(3600), 8 * GB, 1024, 2 * GB, GB, 64 * MB, 16 * MB)));
  }

  @Test
  void everyKeyOfExecutionCanBeSet() {
    assertThat(read(AthanorConfigTest.OTHER).config().orElseThrow().execution())
        .isEqualTo(
            new ExecutionConfig(
                3,
                List.of("gpu", "default"),
                ExecutionConfig.Tier.STRICT,
                seconds(30),
                seconds(9),
                seconds(2),
                51,
                4,
                new PlacementConfig(71, 72, 2, 3),
                5 * MB,
                7,
                8 * MB,
                seconds(1),
                List.of("numpy", "scipy"),
                List.of("python"),
                new LimitValues(seconds(1), seconds(2), 3 * MB, 4, 5, 6, 7, 8),
                new LimitValues(seconds(11), seconds(12), 13 * MB, 14, 15, 16, 17, 18)));
  }

  @Test
  void everyIntegrationCanBeSet() {
    assertThat(read(AthanorConfigTest.OTHER).config().orElseThrow().integrations())
        .isEqualTo(
            new IntegrationsConfig(
                true,
                new IntegrationsConfig.Llm(true, "http://169.254.1.1:8000/v1", "sk-1", "small"),
                new IntegrationsConfig.Redis(true, "rediss://:pw@redis.example:6380"),
                new IntegrationsConfig.WebFetch(true, "https://web.example/"),
                new IntegrationsConfig.Webhook(true, "https://hooks.example/T/B/X", "shh"),
                List.of(
                    new IntegrationsConfig.HttpTarget(
                        "lims",
                        "https://lims.example/ping",
                        Optional.of("X-Key"),
                        Optional.of("k 1"),
                        Optional.of(204),
                        Optional.of(true)),
                    new IntegrationsConfig.HttpTarget(
                        "b",
                        "http://b",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))));
  }

  private ConfigReport read(Map<String, String> arguments) {
    return new ConfigReader(Map.of(), Map.of(), home).read(Optional.empty(), arguments);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
