package io.athanor.execution;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Figures.WorkFigures;
import io.athanor.contract.Live.Progressed;
import io.athanor.contract.Operations.PlacementReport;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that belong to a node: those that run, and a few that wait for the next free slot. A
 * slot is free again once the outcome is durable. Used on one context only.
 */
final class NodeAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(NodeAttempts.class);
  private static final String CANCELLED = "cancelled on request";

  private final Function<Work, AttemptRun> runs;
  private final OutcomeStore outcomes;
  private final Placement placement;
  private final Ahead ahead;
  private final Runnable slotFree;

  /** By attempt token: an experiment may come back while its lost attempt still ends. */
  private final Map<Long, AttemptRun> running = new LinkedHashMap<>();

  private final PhaseTimes times = new PhaseTimes();

  /**
   * None at first.
   *
   * @param runs makes the run of an attempt
   * @param slotFree called after one has ended and the next has begun
   */
  NodeAttempts(
      Function<Work, AttemptRun> runs,
      OutcomeStore outcomes,
      Placement placement,
      Ahead ahead,
      Runnable slotFree) {
    this.runs = runs;
    this.outcomes = outcomes;
    this.placement = placement;
    this.ahead = ahead;
    this.slotFree = slotFree;
  }

  WorkFigures figures(int slots, PlacementReport placement) {
    return new WorkFigures(
        times.since(),
        slots,
        running.size(),
        times.phases(),
        times.verdicts(),
        placement.load(),
        placement.decisions());
  }

  int running() {
    return running.size();
  }

  List<Long> tokens() {
    return Stream.concat(running.keySet().stream(), ahead.tokens().stream()).toList();
  }

  /** What to ask for beside them. */
  Optional<Claim> claim(long lease) {
    return placement.claim(reserved(), running.size(), ahead.size(), lease);
  }

  private Reserved reserved() {
    return Reserved.by(running.values());
  }

  /** These are the node's now. */
  void take(List<Work> claimed) {
    Instant now = Instant.now();
    claimed.forEach(work -> times.claimed(work, now));
    claimed.forEach(ahead::add);
    beginAhead();
  }

  /** These came too late: the node stops, or has lost its lease. */
  void refuse(List<Work> claimed) {
    claimed.forEach(work -> begin(work, Verdict.LOST, "its node stopped before it began"));
  }

  /** In order: what does not fit waits here for the next slot, with all behind it. */
  private void beginAhead() {
    Optional<Work> next = ahead.first();
    while (next.filter(work -> placement.fits(work, reserved(), running.size())).isPresent()) {
      ahead.remove(next.get());
      begin(next.get(), null, null);
      next = ahead.first();
    }
  }

  /**
   * Runs it.
   *
   * @param ended how it has ended before it began, or null
   */
  private void begin(Work work, Verdict ended, String why) {
    AttemptRun run = runs.apply(work);
    running.put(work.token(), run);
    if (ended != null) {
      run.end(ended, why);
    }
    String notStored = "the outcome of {} was not stored: {}";
    run.run()
        .compose(outcome -> commit(run, outcome))
        .onFailure(cause -> LOG.warn(notStored, work.experimentId(), cause.getMessage()))
        .onComplete(
            done -> {
              running.remove(work.token());
              placement.took(run.ageNanos());
              beginAhead();
              slotFree.run();
            });
  }

  private Future<Void> commit(AttemptRun run, Outcome outcome) {
    long since = System.nanoTime();
    run.timed(times);
    return outcomes
        .store(run, outcome)
        .onSuccess(
            stored -> {
              times.took(PhaseTimes.Name.COMMIT, System.nanoTime() - since);
              times.ended(outcome.verdict());
            });
  }

  /** What there is to tell of those that run. */
  List<Progressed> news() {
    return running.values().stream().flatMap(run -> run.news().stream()).toList();
  }

  /** Ends the attempt of this experiment if it is here. */
  void cancel(UUID experiment) {
    List.copyOf(running.values()).stream()
        .filter(run -> run.experimentId().equals(experiment))
        .forEach(run -> run.end(Verdict.CANCELLED, CANCELLED));
    ahead
        .of(experiment)
        .filter(ahead::remove)
        .ifPresent(work -> begin(work, Verdict.CANCELLED, CANCELLED));
  }

  /** Something of this priority has come. */
  void yieldTo(int priority) {
    if (ahead.lessUrgentThan(priority)) {
      giveBack();
    }
  }

  void giveBackStale() {
    if (ahead.stale()) {
      giveBack();
    }
  }

  /** There is room for more than before, or for less. */
  void adapt() {
    beginAhead();
    giveBack();
  }

  /** Gives back what waits; how many these were. */
  int giveBack() {
    int back = ahead.giveBack();
    if (back > 0) {
      placement.count(Placement.Decision.BACK);
    }
    return back;
  }

  /** All of them are somebody else's now. */
  void lose(String why) {
    ahead.forget();
    endAll(why);
  }

  /** Ends those that run; how many these were. */
  int endAll(String why) {
    List<AttemptRun> all = List.copyOf(running.values());
    all.forEach(run -> run.end(Verdict.LOST, why));
    return all.size();
  }
}
