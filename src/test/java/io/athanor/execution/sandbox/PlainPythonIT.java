package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts say and do in a sandbox what they say and do when Python runs them. */
class PlainPythonIT {

  private static final int SIGNALLED = 128;

  /** What the tier Landlock does not have, as docs/tiers.md says. */
  private static final Set<String> WITH_SEMAPHORES =
      Set.of("multiprocessing", "process pool of concurrent.futures");

  @TempDir static Path home;
  private static final Map<Tier, Sandboxes> SANDBOXES = new EnumMap<>(Tier.class);

  @BeforeAll
  static void start() throws Exception {
    for (Tier tier : List.of(Tier.NAMESPACED, Tier.LANDLOCK)) {
      SANDBOXES.put(tier, Tiers.open(tier, home.resolve(tier.name()), 1));
    }
  }

  @AfterAll
  static void stop() {
    SANDBOXES.values().forEach(Sandboxes::close);
  }

  static Stream<Arguments> scripts() throws IOException {
    try (InputStream in = PlainPythonIT.class.getResourceAsStream("/scripts/plain.py.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^### ", -1))
          .skip(1)
          .map(one -> one.split("\n", 2))
          .map(parts -> Arguments.of(parts[0], parts[1]));
    }
  }

  private record Said(String out, String err, int status) {}

  private static Said bare(String script, Path folder) throws Exception {
    Files.writeString(folder.resolve("main.py"), script);
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/python3", "-s", "-B", folder.resolve("main.py").toString())
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(folder.resolve("out.bytes").toFile())
            .redirectError(folder.resolve("err.bytes").toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8", "HOME", folder.toString()));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(
        text(Files.readAllBytes(folder.resolve("out.bytes"))),
        text(Files.readAllBytes(folder.resolve("err.bytes"))).replace(folder.toString(), "/work"),
        process.exitValue());
  }

  private static int files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void itIsAsIfPythonRanIt(String name, String script, @TempDir Path folder) throws Exception {
    Said plain = bare(script, folder);
    assertSame(plain, new Bench(SANDBOXES.get(Tier.NAMESPACED)).python(script), folder);
    Bench.Run shared = new Bench(SANDBOXES.get(Tier.LANDLOCK)).python(script);
    if (WITH_SEMAPHORES.contains(name)) {
      assertThat(shared.report().reason()).startsWith("PermissionError");
    } else {
      assertSame(plain, shared, folder);
    }
  }

  private static void assertSame(Said plain, Bench.Run run, Path folder) throws IOException {
    Report report = run.report();
    int status = report.signal() > 0 ? SIGNALLED + report.signal() : report.exitCode();
    assertThat(text(run.heard().stdout.toByteArray())).as(report.reason()).isEqualTo(plain.out());
    String place = "/tmp/athanor-[0-9a-f]+/0/work/";
    assertThat(text(run.heard().stderr.toByteArray()).replaceAll(place, "/work/"))
        .isEqualTo(plain.err());
    assertThat(status).isEqualTo(plain.status());
    assertThat(report.verdict() == Verdict.SUCCEEDED).isEqualTo(plain.status() == 0);
    for (Map.Entry<String, ByteArrayOutputStream> one : run.heard().artefacts.entrySet()) {
      Path file = folder.resolve("out").resolve(one.getKey());
      assertThat(one.getValue().toByteArray()).as(one.getKey()).isEqualTo(Files.readAllBytes(file));
    }
    assertThat(run.heard().artefacts).hasSize(files(folder.resolve("out")));
  }

  /** So that nobody takes most of them away by accident. */
  @Test
  void thereAreMany() throws IOException {
    assertThat(scripts().map(one -> List.of(one.get()))).hasSizeGreaterThanOrEqualTo(30);
  }
}
