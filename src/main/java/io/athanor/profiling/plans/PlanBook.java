package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Flip;
import io.athanor.contract.Plans.ListPlans;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.PlanList;
import io.athanor.contract.Plans.Sampled;
import io.athanor.contract.Plans.StatementPlans;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans that were seen of statements, within bounds: at most so many statements, plans of each,
 * and characters of each. Safe for threads.
 */
public final class PlanBook {

  private static final Logger LOG = LoggerFactory.getLogger(PlanBook.class);
  private static final int STATEMENTS = 1_000;
  private static final int PLANS = 5;
  private static final int CHARACTERS = 8_192;

  private final int mostStatements;
  private final Map<String, SeenPlans> statements = new LinkedHashMap<>(16, 0.75f, true);

  /** An empty book of the usual size. */
  public PlanBook() {
    this(STATEMENTS);
  }

  PlanBook(int mostStatements) {
    this.mostStatements = mostStatements;
  }

  /** Adds what a node has taken; a plan that cannot be read is left out. */
  public synchronized void sampled(Sampled sampled) {
    try {
      Optional<Plan> generic =
          Optional.ofNullable(sampled.generic()).map(p -> PlanReader.read(p.text()));
      Optional<Plan> custom =
          Optional.ofNullable(sampled.custom()).map(p -> PlanReader.read(p.text()));
      SeenPlans plans =
          statements.computeIfAbsent(sampled.statement(), name -> new SeenPlans(name, PLANS));
      generic.ifPresent(plan -> plans.add(plan, Mode.GENERIC, sampled.takenAt(), CHARACTERS));
      custom.ifPresent(
          plan -> {
            plans.add(plan, Mode.PLANNED, sampled.takenAt(), CHARACTERS);
            plans.slow(sampled.slowMillis());
          });
    } catch (IllegalArgumentException e) {
      LOG.warn("the plan of {} cannot be read: {}", sampled.statement(), e.getMessage());
      return;
    }
    if (statements.size() > mostStatements) {
      statements.remove(statements.keySet().iterator().next());
    }
  }

  /** Counts executions for the plans under which they happened. */
  public synchronized void observed(StatementsObserved observed) {
    for (StatementSample sample : observed.statements()) {
      SeenPlans plans = statements.get(sample.name());
      if (plans != null && sample.count() >= 0 && sample.executionNanos() >= 0) {
        plans.executed(sample.count(), sample.executionNanos());
      }
    }
  }

  /** The plans of one statement with their text, or those of all in short. */
  public synchronized PlanList list(ListPlans asked) {
    List<StatementPlans> found = new ArrayList<>();
    List<Flip> flips = new ArrayList<>();
    statements.forEach(
        (name, plans) -> {
          if (asked.statement() == null || asked.statement().equals(name)) {
            found.add(plans.list(asked.statement() != null));
            plans.flip().ifPresent(flips::add);
          }
        });
    found.sort((a, b) -> a.statement().compareTo(b.statement()));
    return new PlanList(found, flips);
  }
}
