package io.athanor.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowLogTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String WHERE = "a = $1 and ".repeat(2_000) + "b = 'secret-literal'";
  private static final Statement ONE = new Statement("test.one", "select 1 where " + WHERE);
  private static final SlowLog.Limits LIMITS = new SlowLog.Limits(1 << 20, Duration.ofHours(1), 3);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("slow.jsonl");
  }

  private static void end(SlowLog log) throws Exception {
    log.close().toCompletableFuture().get(20, SECONDS);
  }

  private static StatementMeter meter(SlowLog log, boolean parameters) {
    CaptureConfig config = new CaptureConfig(true, 10, 10, parameters);
    return new StatementMeter(config, Duration.ofMillis(100), log, CLOCK);
  }

  private static void slow(StatementMeter meter) {
    Tuple secret = Tuple.of("secret-value", "x".repeat(300), null, 7, new String[] {"u", "v"});
    Timing timing = new Timing(System.nanoTime(), 2_000_000, 250_000_000);
    meter.executed(ONE, secret, timing, 4, "cli-1");
  }

  private List<JsonObject> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(JsonObject::new).toList();
  }

  @Test
  void aLineHasEverythingButValues() throws Exception {
    SlowLog log = SlowLog.open(path, LIMITS, "node-1", CLOCK);
    StatementMeter meter = meter(log, false);
    slow(meter);
    Timing fast = new Timing(System.nanoTime(), 0, 1_000_000);
    meter.executed(ONE, Tuple.of("secret-value"), fast, 1, null);
    meter.failed(ONE, Tuple.of("secret-value"), fast, "57014", null);
    end(log);
    assertThat(Files.readString(path)).doesNotContain("secret");
    assertThat(meter.drain().toString()).doesNotContain("secret");
    List<JsonObject> lines = lines(path);
    assertThat(lines).hasSize(2);
    JsonObject line = lines.get(0);
    assertThat(line.getInteger("schema")).isEqualTo(1);
    assertThat(line.getString("kind")).isEqualTo("slow");
    assertThat(line.getString("at")).endsWith("Z");
    assertThat(line.getString("node")).isEqualTo("node-1");
    assertThat(line.getDouble("millis")).isEqualTo(250.0);
    assertThat(line.getDouble("waitMillis")).isEqualTo(2.0);
    assertThat(line.getInteger("rows")).isEqualTo(4);
    assertThat(line.getString("correlationId")).isEqualTo("cli-1");
    assertThat(line.getString("text")).endsWith("and b = ?").hasSizeGreaterThan(20_000);
    assertThat(line.containsKey("parameters")).isFalse();
    assertThat(lines.get(1).getString("kind")).isEqualTo("failed");
    assertThat(lines.get(1).getString("failure")).isEqualTo("57014");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void valuesAreThereWhereAskedForWithTypesAndCut() throws Exception {
    SlowLog log = SlowLog.open(path, LIMITS, "node-1", CLOCK);
    slow(meter(log, true));
    end(log);
    assertThat(lines(path).get(0).getJsonArray("parameters").encode())
        .contains("{\"type\":\"string\",\"value\":\"secret-value\"}")
        .contains("{\"type\":\"string\",\"value\":\"" + "x".repeat(200) + "…\",\"length\":300}")
        .contains("{\"type\":\"null\"}")
        .contains("{\"type\":\"integer\",\"value\":\"7\"}")
        .contains("{\"type\":\"string[]\",\"length\":2,\"value\":[\"u\",\"v\"]}");
  }

  @Test
  void itRotatesBySizeAndKeepsSoManyFiles() throws IOException {
    SlowLogFile file =
        new SlowLogFile(path, new SlowLog.Limits(100, Duration.ofHours(1), 3), CLOCK);
    for (int i = 0; i < 50; i++) {
      file.append(("line " + i + " " + "x".repeat(40) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    file.close();
    try (var files = Files.list(folder)) {
      assertThat(files.map(one -> one.getFileName().toString()))
          .containsExactlyInAnyOrder("slow.jsonl", "slow.1.jsonl", "slow.2.jsonl");
    }
    assertThat(Files.readString(path)).startsWith("line 48 ").contains("line 49 ");
    assertThat(Files.readString(file.predecessor(1))).startsWith("line 46 ").contains("line 47 ");
  }

  @Test
  void itRotatesByAgeAlsoAfterARestart() throws IOException {
    Files.writeString(path, "{\"schema\":1,\"at\":\"" + NOW.minusSeconds(3_601) + "\"}\n");
    SlowLogFile file = new SlowLogFile(path, LIMITS, CLOCK);
    file.append("new\n".getBytes(StandardCharsets.UTF_8));
    file.append("newer\n".getBytes(StandardCharsets.UTF_8));
    file.close();
    assertThat(Files.readString(path)).isEqualTo("new\nnewer\n");
    assertThat(file.predecessor(1)).exists();
  }

  @Test
  void whatAKilledNodeLeftHalfEndsThere() throws IOException {
    Files.writeString(path, "{\"schema\":1,\"at\":\"" + NOW + "\"}\n{\"schema\":1,\"na");
    SlowLogFile file = new SlowLogFile(path, LIMITS, CLOCK);
    file.append("{\"whole\":1}\n".getBytes(StandardCharsets.UTF_8));
    file.close();
    assertThat(Files.readAllLines(path)).hasSize(3).endsWith("{\"whole\":1}");
  }

  @Test
  void aFullDiskLosesLinesAndNothingElse() throws Exception {
    Files.createSymbolicLink(path, Path.of("/dev/full"));
    SlowLog log = SlowLog.open(path, LIMITS, "node-1", CLOCK);
    StatementMeter meter = meter(log, false);
    List<Long> dropped = new ArrayList<>();
    slow(meter);
    slow(meter);
    await()
        .until(
            () -> {
              dropped.add(log.takeDropped());
              return dropped.stream().mapToLong(Long::longValue).sum() == 2;
            });
    Files.delete(path);
    slow(meter);
    end(log);
    List<JsonObject> lines = lines(path);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).getString("kind")).isEqualTo("dropped");
    assertThat(lines.get(0).getInteger("count")).isEqualTo(2);
    assertThat(lines.get(1).getString("kind")).isEqualTo("slow");
  }

  @Test
  void whoeverExecutesDoesNotWaitForTheDisk() throws Exception {
    // A pipe that nobody reads: opening it for writing waits.
    Process made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor()).isZero();
    SlowLog log = SlowLog.open(new SlowLogFile(path, LIMITS, CLOCK), 8, "node-1", CLOCK);
    StatementMeter meter = meter(log, false);
    for (int i = 0; i < 1_000; i++) {
      slow(meter);
    }
    long lost = log.takeDropped();
    assertThat(lost).isBetween(700L, 992L);
    assertThat(meter.drain().statements().get(0).slow()).isEqualTo(1_000);
    assertThat(Files.newInputStream(path, StandardOpenOption.READ)).isNotNull();
    log.close();
  }
}
