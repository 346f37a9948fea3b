package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Json;
import io.athanor.contract.Live.Progressed;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt from its claim to its outcome: fetch what it needs, run it, store what it printed and
 * left, say how it ended.
 */
final class AttemptRun {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  /** Longer results are stored as a content of their own. */
  private static final int INLINE_RESULT = 16 * 1024;

  private final long since = System.nanoTime();
  private final Work work;
  private final Context context;
  private final Runner runner;
  private final ContentAccess contents;
  private final InputCache inputs;
  private final Persistent persistent;
  private final Clock clock;
  private final OutputSpool output;
  private final Artefacts artefacts = new Artefacts();
  private final ProgramEar ear;

  private Runner.Started started;
  private Verdict ended;
  private String endedWhy;
  private boolean lost;
  private boolean neverBegan;
  private long prepared;
  private Report report;
  private long reportedAt;

  AttemptRun(
      Work work,
      Context context,
      Bus bus,
      Runner runner,
      ContentAccess contents,
      InputCache inputs,
      Persistent persistent,
      Clock clock) {
    this.work = work;
    this.context = context;
    this.runner = runner;
    this.contents = contents;
    this.inputs = inputs;
    this.persistent = persistent;
    this.clock = clock;
    this.output =
        new OutputSpool(
            work,
            context,
            append ->
                persistent.request(() -> bus.request(Attempts.APPEND_OUTPUT, append), this::counts),
            this::outputBroke);
    this.ear = new ProgramEar(work, clock, output, artefacts);
  }

  private void outputBroke(Throwable cause) {
    if (cause == null) {
      end(Verdict.LOST, "the attempt no longer belongs to this node");
    } else {
      end(Verdict.SANDBOX_ERROR, "its output could not be stored: " + cause.getMessage());
    }
  }

  /** Processors that it takes of the node. */
  int cpu() {
    return work.cpu();
  }

  /** Bytes that it takes of the node. */
  long memory() {
    return work.memory();
  }

  /** How long ago it was taken, in nanoseconds. */
  long ageNanos() {
    return System.nanoTime() - since;
  }

  /** Whether it is not to end within seconds, or was and has not. */
  boolean lasts() {
    return !work.brief() || ageNanos() > Attempts.BRIEF.toNanos();
  }

  /** What was claimed. */
  Work work() {
    return work;
  }

  /** Tells how long it was in its phases; to be called when its outcome is there. */
  void timed(PhaseTimes times) {
    if (report != null) {
      times.took(PhaseTimes.Name.PREPARE, prepared);
      times.ran(Duration.ofNanos((long) (report.startMillis() * 1e6)), report.wall());
      times.took(PhaseTimes.Name.STORE, System.nanoTime() - reportedAt);
    }
  }

  /** Whose attempt it is. */
  UUID experimentId() {
    return work.experimentId();
  }

  /**
   * Whether it could not begin here, as no other could: no sandbox comes up, or the disk is full.
   * It is not the experiment's fault.
   */
  boolean neverBegan() {
    return neverBegan;
  }

  /** Whether its outcome would still be stored. */
  boolean counts() {
    return !lost;
  }

  /** What to tell of it in this round; nothing where its node has lost it. */
  Optional<Progressed> news() {
    return lost ? Optional.empty() : ear.figures().news();
  }

  private boolean wanted() {
    return ended == null;
  }

  /**
   * Ends it, in any phase; the first call decides how, but what is lost stays lost.
   *
   * @param verdict CANCELLED, LOST or SANDBOX_ERROR
   */
  void end(Verdict verdict, String why) {
    lost |= verdict == Verdict.LOST;
    if (ended == null) {
      ended = verdict;
      endedWhy = why;
      if (started != null) {
        started.cancel(verdict == Verdict.SANDBOX_ERROR ? Verdict.LOST : verdict, why);
      }
    }
  }

  /** Runs it; the outcome always comes, also when something of ours fails. */
  Future<Outcome> run() {
    JobLoader loader =
        new JobLoader(contents, inputs.forAttempt(persistent), persistent, this::wanted);
    return Future.succeededFuture(work)
        .compose(loader::load)
        .compose(this::ran)
        .compose(this::stored)
        .recover(cause -> Future.succeededFuture(failed(cause)))
        .onComplete(done -> loader.release());
  }

  private Future<Report> ran(Job job) {
    if (ended != null) {
      return Future.failedFuture(new IllegalStateException(endedWhy));
    }
    prepared = System.nanoTime() - since;
    started = runner.start(job, ear).orElse(null);
    return started == null
        ? Future.failedFuture(new IllegalStateException("no sandbox is free"))
        : Future.fromCompletionStage(started.report(), context);
  }

  private Future<Outcome> stored(Report reported) {
    Instant finishedAt = clock.instant();
    report = reported;
    reportedAt = System.nanoTime();
    neverBegan =
        report.verdict() == Verdict.SANDBOX_ERROR
            && report.startMillis() == 0
            && runner.unfit().isPresent();
    return output
        .finish()
        .compose(
            done ->
                lost || ended == Verdict.SANDBOX_ERROR
                    ? Future.failedFuture(new IllegalStateException(endedWhy))
                    : artefacts.store(this::store))
        .compose(kept -> result(report, finishedAt, kept));
  }

  private Future<Outcome> result(Report report, Instant finishedAt, List<Artifact> kept) {
    String result = report.verdict() == Verdict.SUCCEEDED ? report.result() : null;
    List<Metric> points = ear.metrics();
    Instant firstOutputAt = ear.firstOutputAt();
    if (result == null || result.length() <= INLINE_RESULT) {
      Json inline = result == null ? null : new Json(result);
      return Future.succeededFuture(
          Outcomes.of(work, report, finishedAt, firstOutputAt, inline, null, points, kept));
    }
    return store(result.getBytes(StandardCharsets.UTF_8))
        .map(
            digest ->
                Outcomes.of(work, report, finishedAt, firstOutputAt, null, digest, points, kept));
  }

  private Future<String> store(byte[] bytes) {
    return persistent.request(() -> contents.store(bytes), this::counts);
  }

  private Outcome failed(Throwable cause) {
    Verdict verdict = ended == null ? Verdict.SANDBOX_ERROR : ended;
    neverBegan = ended == null && InputFiles.isNoRoom(cause);
    if (neverBegan) {
      LOG.warn("{} is given back: {}", work.experimentId(), cause.getMessage());
    }
    String reason = ended == null ? "could not be run: " + cause.getMessage() : endedWhy;
    return Outcomes.unstarted(work, verdict, reason, clock.instant());
  }
}
