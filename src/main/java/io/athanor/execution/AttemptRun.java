package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.Shape;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One attempt from its claim to its outcome: fetch what it needs, run it, store what it printed and
 * left, say how it ended.
 */
final class AttemptRun {

  /** Longer results are stored as a content of their own. */
  private static final int INLINE_RESULT = 16 * 1024;

  private final Work work;
  private final Context context;
  private final SpareSandboxes sandboxes;
  private final ContentAccess contents;
  private final Persistent persistent;
  private final Clock clock;
  private final OutputSpool output;
  private final Artefacts artefacts = new Artefacts();
  private final List<Metric> metrics = Collections.synchronizedList(new ArrayList<>());

  private Sandbox sandbox;
  private Verdict ended;
  private String endedWhy;

  AttemptRun(
      Work work,
      Context context,
      Bus bus,
      SpareSandboxes sandboxes,
      ContentAccess contents,
      Persistent persistent,
      Clock clock) {
    this.work = work;
    this.context = context;
    this.sandboxes = sandboxes;
    this.contents = contents;
    this.persistent = persistent;
    this.clock = clock;
    this.output =
        new OutputSpool(
            work,
            context,
            append ->
                persistent.request(() -> bus.request(Attempts.APPEND_OUTPUT, append), this::counts),
            () -> end(Verdict.LOST, "the attempt no longer belongs to this node"));
  }

  Work work() {
    return work;
  }

  /** Whether its outcome would still be stored. */
  boolean counts() {
    return ended != Verdict.LOST;
  }

  /**
   * Ends it, in any phase; the first call counts.
   *
   * @param verdict CANCELLED or LOST
   */
  void end(Verdict verdict, String why) {
    if (ended == null) {
      ended = verdict;
      endedWhy = why;
      if (sandbox != null) {
        sandbox.cancel(verdict, why);
      }
    }
  }

  /** Runs it; the outcome always comes, also when something of ours fails. */
  Future<Outcome> run() {
    return new JobLoader(contents)
        .load(work)
        .compose(this::sandboxed)
        .compose(this::stored)
        .recover(cause -> Future.succeededFuture(failed(cause)));
  }

  private Future<Report> sandboxed(Job job) {
    if (ended != null) {
      return Future.failedFuture(
          new RefusedException(io.athanor.contract.Failure.CONFLICT, endedWhy));
    }
    return sandboxes
        .take(new Shape(Math.max(4_096, work.limits().disk())))
        .compose(
            taken -> {
              sandbox = taken;
              if (ended != null) {
                taken.cancel(ended, endedWhy);
              }
              return Future.fromCompletionStage(taken.run(job, new Ear()), context);
            });
  }

  private Future<Outcome> stored(Report report) {
    Instant finishedAt = clock.instant();
    return output
        .finish()
        .compose(done -> artefacts.store(this::store))
        .compose(kept -> result(report, finishedAt, kept));
  }

  private Future<Outcome> result(Report report, Instant finishedAt, List<Artifact> kept) {
    String result = report.verdict() == Verdict.SUCCEEDED ? report.result() : null;
    List<Metric> points = List.copyOf(metrics);
    if (result == null || result.length() <= INLINE_RESULT) {
      Json inline = result == null ? null : new Json(result);
      return Future.succeededFuture(
          Outcomes.of(work, report, finishedAt, inline, null, points, kept));
    }
    return store(result.getBytes(StandardCharsets.UTF_8))
        .map(digest -> Outcomes.of(work, report, finishedAt, null, digest, points, kept));
  }

  private Future<String> store(byte[] bytes) {
    return persistent.request(() -> contents.store(bytes), this::counts);
  }

  private Outcome failed(Throwable cause) {
    Verdict verdict = ended == null ? Verdict.SANDBOX_ERROR : ended;
    String reason = ended == null ? "could not be run: " + cause.getMessage() : endedWhy;
    return Outcomes.unstarted(work, verdict, reason, clock.instant());
  }

  /** Hears of the attempt on the sandbox's reader thread. */
  private final class Ear implements AttemptListener {

    @Override
    public void output(Stream stream, byte[] chunk) {
      output.add(
          stream == Stream.STDOUT ? Experiments.Stream.STDOUT : Experiments.Stream.STDERR, chunk);
    }

    @Override
    public void metric(String name, double value, Long step, Instant at) {
      metrics.add(new Metric(name, value, step == null ? metrics.size() : step, at));
    }

    @Override
    public void artefact(String name, byte[] chunk, boolean last) {
      artefacts.add(name, chunk, last);
    }
  }
}
