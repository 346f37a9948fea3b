package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Effect;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.profiling.advice.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Recommendations of the planner's choice, told by the times on a copy. */
final class TimedAdvice {

  private static final String SAME_PLAN = "its plan on the copy does not use the index";

  /** By the clock; those that were not timed come last, in the planner's order. */
  private static final Comparator<Effect> MOST_SAVED =
      Comparator.comparing((Effect one) -> one.notTimed() != null)
          .thenComparing(Comparator.comparingDouble(TimedAdvice::saved).reversed());

  private final ClockBook book;
  private final ClockGains gains;
  private final Set<Candidate> kept;
  private final Map<String, Subject> subjects;

  /**
   * @param kept the indexes that are recommended
   */
  TimedAdvice(ClockBook book, ClockGains gains, Set<Candidate> kept, List<Subject> subjects) {
    this.book = book;
    this.gains = gains;
    this.kept = kept;
    this.subjects =
        subjects.stream()
            .collect(Collectors.toMap(Subject::name, Function.identity(), (one, same) -> one));
  }

  /** A recommendation with what the clock says of it; as it is if the clock says nothing. */
  Recommendation of(Recommendation planned, Candidate candidate, Recommendations costs) {
    List<Effect> effects = effects(planned, candidate, costs);
    boolean timed = effects.stream().anyMatch(one -> one.notTimed() == null);
    double saved = timed ? gains.saved(kept, candidate) : planned.savedMillis();
    return new Recommendation(
        planned.id(),
        planned.kind(),
        timed ? Level.CLOCK : planned.level(),
        Benefit.of(saved),
        planned.index(),
        planned.table(),
        planned.apply(),
        planned.revert(),
        planned.bytes(),
        planned.buildMillis(),
        saved,
        timed ? gains.written(candidate) : planned.writeMillis(),
        planned.why(),
        effects,
        effects.stream().filter(one -> loses(one, planned)).map(Effect::statement).toList());
  }

  /** Those that the planner knows of, and those that use the index on the copy all the same. */
  private List<Effect> effects(Recommendation planned, Candidate candidate, Recommendations costs) {
    Set<Candidate> without = ClockGains.without(kept, candidate);
    List<Effect> effects = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Effect one : planned.effects()) {
      told.add(one.statement());
      effects.add(timed(subjects.get(one.statement()), candidate, one.before(), one.after()));
    }
    for (Subject one : gains.users(kept, candidate)) {
      if (!told.contains(one.name())) {
        effects.add(timed(one, candidate, costs.cost(one, without), costs.cost(one, kept)));
      }
    }
    effects.sort(MOST_SAVED);
    return effects;
  }

  private static double saved(Effect one) {
    return one.notTimed() == null
        ? one.callsPerHour() * (one.millisBefore() - one.millisAfter())
        : one.callsPerHour() * (one.before() - one.after());
  }

  private static boolean loses(Effect one, Recommendation planned) {
    return one.notTimed() == null
        ? ClockGains.isSlower(one.millisBefore(), one.millisAfter())
        : planned.losers().contains(one.statement());
  }

  private Effect timed(Subject subject, Candidate candidate, double before, double after) {
    Double then = book.millis(subject, ClockGains.without(kept, candidate));
    Double now = book.millis(subject, kept);
    String why = book.why(subject);
    if (why == null && (then == null || now == null || !book.uses(subject, kept, candidate))) {
      why = SAME_PLAN;
    }
    return why == null
        ? new Effect(subject.name(), subject.callsPerHour(), before, after, then, now, null)
        : new Effect(subject.name(), subject.callsPerHour(), before, after, null, null, why);
  }
}
