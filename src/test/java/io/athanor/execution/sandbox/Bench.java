package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Runs programs for the tests and keeps everything that a listener heard. */
final class Bench {
  static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          256 << 20,
          64,
          128 << 20,
          64 << 20,
          1 << 20,
          1 << 20,
          "none");

  private final Sandboxes sandboxes;

  Bench(Sandboxes sandboxes) {
    this.sandboxes = sandboxes;
  }

  /** What one run left. */
  record Run(Report report, Heard heard) {

    String stdout() {
      return heard.stdout.toString(StandardCharsets.UTF_8);
    }

    String stderr() {
      return heard.stderr.toString(StandardCharsets.UTF_8);
    }
  }

  /** A point of a curve. */
  record Point(String name, double value, Long step) {}

  static final class Heard implements AttemptListener {
    final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    final List<Point> points = new CopyOnWriteArrayList<>();
    final List<Double> progress = new CopyOnWriteArrayList<>();
    final Map<String, ByteArrayOutputStream> artefacts = new TreeMap<>();

    @Override
    public synchronized void output(Stream stream, byte[] chunk) {
      (stream == Stream.STDOUT ? stdout : stderr).writeBytes(chunk);
    }

    @Override
    public void metric(String name, double value, Long step, Instant at) {
      points.add(new Point(name, value, step));
    }

    @Override
    public void progress(double fraction) {
      progress.add(fraction);
    }

    @Override
    public void artefact(String name, byte[] chunk, boolean last) {
      artefacts.computeIfAbsent(name, n -> new ByteArrayOutputStream()).writeBytes(chunk);
    }
  }

  static Limits wall(double seconds) {
    return new Limits(
        Duration.ofMillis((long) (seconds * 1000)),
        LIMITS.cpu(),
        LIMITS.memory(),
        LIMITS.processes(),
        LIMITS.disk(),
        LIMITS.file(),
        LIMITS.output(),
        LIMITS.result(),
        "none");
  }

  static Limits cpu(double seconds) {
    return new Limits(
        LIMITS.wall(),
        Duration.ofMillis((long) (seconds * 1000)),
        LIMITS.memory(),
        LIMITS.processes(),
        LIMITS.disk(),
        LIMITS.file(),
        LIMITS.output(),
        LIMITS.result(),
        "none");
  }

  static Limits memory(int megabytes) {
    return new Limits(
        LIMITS.wall(),
        LIMITS.cpu(),
        (long) megabytes << 20,
        LIMITS.processes(),
        LIMITS.disk(),
        LIMITS.file(),
        LIMITS.output(),
        LIMITS.result(),
        "none");
  }

  static Job job(
      ProgramRuntime runtime, String source, Long seed, Map<String, InputSource> inputs) {
    return new Job(
        UUID.randomUUID(),
        1,
        runtime,
        InputSource.of(source),
        List.of(),
        "{}",
        Map.of(),
        seed,
        LIMITS,
        inputs,
        0,
        null);
  }

  Run python(String source) {
    return run(Job.of(ProgramRuntime.PYTHON, source, "{}", LIMITS));
  }

  Run python(String source, Limits limits) {
    return run(Job.of(ProgramRuntime.PYTHON, source, "{}", limits));
  }

  Run bash(String source) {
    return run(Job.of(ProgramRuntime.BASH, source, "{}", LIMITS));
  }

  Run run(Job job) {
    Sandbox sandbox = sandboxes.start(new Shape(job.limits().disk())).orElseThrow();
    Heard heard = new Heard();
    Report report = sandbox.run(job, heard).orTimeout(60, TimeUnit.SECONDS).join();
    return new Run(report, heard);
  }
}
