package io.athanor.execution;

import io.athanor.bus.TimeHistogram;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Figures.Phase;
import io.athanor.contract.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** How long the attempts of a node were in each phase, and how they ended. On one context only. */
final class PhaseTimes {

  /** What an attempt goes through. */
  enum Name {
    /** From the submission to the claim; of first attempts, since later ones wait on purpose. */
    QUEUED,
    /** From the slot to the sandbox: its program and inputs are fetched. */
    PREPARE,
    /** Until the sandbox is ready. */
    START,
    /** The program itself. */
    RUN,
    /** What it printed and left is stored. */
    STORE,
    /** Its outcome becomes durable. */
    COMMIT
  }

  private static final int VERSION_OF_TIME = 7;
  private static final int RANDOM_BITS = 16;

  private final Instant since = Instant.now();
  private final Map<Name, TimeHistogram> times = new EnumMap<>(Name.class);
  private final Map<String, Long> verdicts = new TreeMap<>();

  PhaseTimes() {
    for (Name name : Name.values()) {
      times.put(name, new TimeHistogram());
    }
  }

  void took(Name phase, long nanos) {
    times.get(phase).add(nanos);
  }

  /** Identifiers of experiments begin with the time of their submission. */
  void claimed(Work work, Instant now) {
    if (work.attempt() == 1 && work.experimentId().version() == VERSION_OF_TIME) {
      long submitted = work.experimentId().getMostSignificantBits() >>> RANDOM_BITS;
      took(Name.QUEUED, TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli() - submitted));
    }
  }

  void ran(Duration start, Duration wall) {
    took(Name.START, start.toNanos());
    took(Name.RUN, wall.toNanos());
  }

  void ended(Verdict verdict) {
    verdicts.merge(verdict.name(), 1L, Long::sum);
  }

  Instant since() {
    return since;
  }

  List<Phase> phases() {
    return Arrays.stream(Name.values())
        .map(name -> new Phase(name.name().toLowerCase(Locale.ROOT), times.get(name).spread()))
        .toList();
  }

  Map<String, Long> verdicts() {
    return Map.copyOf(verdicts);
  }
}
