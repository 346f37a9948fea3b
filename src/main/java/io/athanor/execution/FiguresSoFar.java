package io.athanor.execution;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Live.Figure;
import io.athanor.contract.Live.Progressed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The latest that an attempt has said of its progress and its metrics. Bounded, whatever it says.
 * Written on the sandbox's reader thread and read on another.
 */
final class FiguresSoFar {

  /** Further names are counted and kept for the outcome, but not told before. */
  static final int NAMES = 100;

  /** Rounds after which it is told again though nothing is new, for those who came later. */
  static final int AGAIN = 10;

  private final Work work;
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private Double progress;
  private String message;
  private long points;
  private int names;
  private long lost;
  private Instant at;
  private boolean fresh;
  private int silent;

  FiguresSoFar(Work work) {
    this.work = work;
  }

  synchronized void progress(double fraction, String words, Instant now) {
    progress = fraction;
    message = words == null ? message : words;
    said(now);
  }

  /** A point, and how many of this name there are now. */
  synchronized void metric(String name, double value, long step, long count, Instant now) {
    points++;
    // The first point of a name is one of a new name.
    names += count == 1 ? 1 : 0;
    if (figures.size() < NAMES || figures.containsKey(name)) {
      figures.put(name, new Figure(name, value, step, count, now));
    }
    said(now);
  }

  /** A value that is not kept. */
  synchronized void lost(Instant now) {
    lost++;
    said(now);
  }

  private void said(Instant now) {
    at = now;
    fresh = true;
  }

  /** What to tell in this round. */
  synchronized Optional<Progressed> news() {
    if (at == null || (!fresh && ++silent < AGAIN)) {
      return Optional.empty();
    }
    fresh = false;
    silent = 0;
    List<Figure> all = List.copyOf(figures.values());
    return Optional.of(
        new Progressed(
            work.experimentId(),
            work.attempt(),
            progress,
            message,
            all,
            points,
            Math.max(names, figures.size()),
            lost,
            at));
  }
}
