package io.athanor.execution;

import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Experiments;
import io.athanor.execution.sandbox.AttemptListener;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hears of an attempt on the sandbox's reader thread: hands its output on, and keeps its points and
 * artefacts for the outcome.
 */
final class ProgramEar implements AttemptListener {

  private final Clock clock;
  private final OutputSpool output;
  private final Artefacts artefacts;
  private final FiguresSoFar figures;
  private final List<Metric> metrics = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Long> points = new HashMap<>();
  private double done = -1;
  private volatile Instant firstOutputAt;

  ProgramEar(Work work, Clock clock, OutputSpool output, Artefacts artefacts) {
    this.clock = clock;
    this.output = output;
    this.artefacts = artefacts;
    this.figures = new FiguresSoFar(work);
  }

  /** All points, in the order in which they came. */
  List<Metric> metrics() {
    return List.copyOf(metrics);
  }

  /** Null when there was none. */
  Instant firstOutputAt() {
    return firstOutputAt;
  }

  FiguresSoFar figures() {
    return figures;
  }

  @Override
  public void output(Stream stream, byte[] chunk) {
    if (firstOutputAt == null) {
      firstOutputAt = clock.instant();
    }
    output.add(
        stream == Stream.STDOUT ? Experiments.Stream.STDOUT : Experiments.Stream.STDERR, chunk);
  }

  @Override
  public void metric(String name, double value, Long step, Instant at) {
    Metric point = keep(name, value, step, at);
    figures.metric(name, value, point.step(), points.get(name), at);
  }

  /** A point of its own curve, unless only the words are new. */
  @Override
  public void progress(double fraction, String message, Instant at) {
    if (fraction != done) {
      done = fraction;
      keep("progress", fraction, null, at);
    }
    figures.progress(fraction, message, at);
  }

  @Override
  public void lostMetric(Instant at) {
    figures.lost(at);
  }

  private Metric keep(String name, double value, Long step, Instant at) {
    long count = points.merge(name, 1L, Long::sum);
    Metric point = new Metric(name, value, step == null ? count - 1 : step, at);
    metrics.add(point);
    return point;
  }

  @Override
  public void artefact(String name, byte[] chunk, boolean last) {
    artefacts.add(name, chunk, last);
  }
}
