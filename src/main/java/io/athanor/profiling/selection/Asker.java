package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Level;
import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Asks the planner as often as needed: an answer has to come within seconds, so that on a busy
 * machine it has a part only, or is late; what was made for a late one is there for the next.
 */
final class Asker implements Trials {

  private static final int MOST_LATE = 5;

  private final Function<Ask, Future<Answer>> planner;
  private final boolean own;
  private Answer last = new Answer(Means.NONE, null, null, null, List.of());
  private boolean fresh = true;

  /**
   * @param own whether the statements are planned as the node plans its own
   */
  Asker(Function<Ask, Future<Answer>> planner, boolean own) {
    this.planner = planner;
    this.own = own;
  }

  /** By what the questions were answered. */
  Means means() {
    return last.means();
  }

  /** Why they were not answered by something better; null when there is nothing better. */
  String why() {
    return last.why();
  }

  /** The copy that was planned on; null where it was none. */
  Copy sample() {
    return last.sample();
  }

  /** Whether they were answered for a part of the rows only. */
  boolean isPartial() {
    return last.sample() != null && last.sample().part() < 1;
  }

  /** What is known of what is found like that. */
  Level level() {
    return switch (last.means()) {
      case NONE -> Level.GUESS;
      case SAMPLE -> Level.COPY;
      case TWIN, HYPOPG -> Level.PLANNER;
    };
  }

  @Override
  public Future<List<Tried>> ask(List<String> statements, List<Trial> trials, boolean withPlans) {
    return rest(statements, trials, withPlans, new ArrayList<>(), 0);
  }

  private Future<List<Tried>> rest(
      List<String> statements, List<Trial> trials, boolean withPlans, List<Tried> done, int late) {
    if (done.size() == trials.size()) {
      return Future.succeededFuture(done);
    }
    List<Trial> open = trials.subList(done.size(), trials.size());
    return planner
        .apply(new Ask(fresh, own, 1, statements, open, withPlans))
        .compose(
            answer -> {
              if (answer.missing() != null) {
                return Future.failedFuture(new IllegalStateException(answer.missing()));
              }
              fresh = false;
              last = answer;
              done.addAll(answer.tried());
              return rest(statements, trials, withPlans, done, 0);
            },
            cause ->
                late < MOST_LATE && isLate(cause)
                    ? rest(statements, trials, withPlans, done, late + 1)
                    : Future.failedFuture(cause));
  }

  private static boolean isLate(Throwable cause) {
    return cause instanceof RefusedException refused
        && (refused.refusal().failure() == Failure.TIMEOUT
            || refused.refusal().failure() == Failure.OVERLOADED);
  }
}
