package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs programs for the tests and keeps everything that a listener heard. */
public final class Bench {
  /** Of an ordinary program. */
  public static final Limits LIMITS =
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

  /** Runs them in these sandboxes. */
  public Bench(Sandboxes sandboxes) {
    this.sandboxes = sandboxes;
  }

  /** What one run left. */
  public record Run(Report report, Heard heard) {

    /** As text. */
    public String stdout() {
      return heard.stdout.toString(StandardCharsets.UTF_8);
    }

    /** As text. */
    public String stderr() {
      return heard.stderr.toString(StandardCharsets.UTF_8);
    }
  }

  /** A point of a curve. */
  public record Point(String name, double value, Long step) {}

  /** What the listener of an attempt was told. */
  public static final class Heard implements AttemptListener {
    public final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    public final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    public final List<Point> points = Collections.synchronizedList(new ArrayList<>());
    public final List<Double> progress = Collections.synchronizedList(new ArrayList<>());
    public final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    public final Map<String, ByteArrayOutputStream> artefacts = new TreeMap<>();

    /** How many times output came. */
    public final AtomicInteger chunks = new AtomicInteger();

    /** Values and lines that are not kept. */
    public final AtomicInteger lost = new AtomicInteger();

    @Override
    public synchronized void output(Stream stream, byte[] chunk) {
      chunks.incrementAndGet();
      (stream == Stream.STDOUT ? stdout : stderr).writeBytes(chunk);
    }

    @Override
    public void metric(String name, double value, Long step, Instant at) {
      points.add(new Point(name, value, step));
    }

    @Override
    public void progress(double fraction, String message, Instant at) {
      progress.add(fraction);
      messages.add(String.valueOf(message));
    }

    @Override
    public void lostMetric(Instant at) {
      lost.incrementAndGet();
    }

    @Override
    public void artefact(String name, byte[] chunk, boolean last) {
      artefacts.computeIfAbsent(name, n -> new ByteArrayOutputStream()).writeBytes(chunk);
    }
  }

  /** Of a program limited to this time. */
  public static Limits wall(double seconds) {
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

  /** Of a program limited to this processor time. */
  public static Limits cpu(double seconds) {
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

  /** Of a program limited to this memory. */
  public static Limits memory(int megabytes) {
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

  /** Of a program limited to files of this size together. */
  public static Limits disk(int megabytes) {
    return new Limits(
        LIMITS.wall(),
        LIMITS.cpu(),
        LIMITS.memory(),
        LIMITS.processes(),
        (long) megabytes << 20,
        LIMITS.file(),
        LIMITS.output(),
        LIMITS.result(),
        "none");
  }

  static Job job(
      ProgramRuntime runtime, String source, Long seed, Map<String, InputSource> inputs) {
    return job(runtime, source, List.of(), "{}", seed, LIMITS, inputs);
  }

  /** With all that tests vary. */
  public static Job job(
      ProgramRuntime runtime,
      String source,
      List<String> arguments,
      String parameters,
      Long seed,
      Limits limits,
      Map<String, InputSource> inputs) {
    return new Job(
        UUID.randomUUID(),
        1,
        runtime,
        InputSource.of(source),
        arguments,
        parameters,
        Map.of(),
        seed,
        limits,
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

  /** Runs it and waits for its report. */
  public Run run(Job job) {
    Sandbox sandbox = sandboxes.start(new Shape(job.limits().disk())).orElseThrow();
    Heard heard = new Heard();
    Report report = sandbox.run(job, heard).orTimeout(60, TimeUnit.SECONDS).join();
    return new Run(report, heard);
  }
}
