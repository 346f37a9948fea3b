package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Reason;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Means;
import io.athanor.profiling.advice.Candidate;
import io.athanor.profiling.advice.KnownTables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One analysis of a workload, from its statements to the report. */
public final class Selection {

  private final Vertx vertx;
  private final Function<Ask, Future<Answer>> planner;
  private final boolean own;
  private final Described described;
  private final Instant now;
  private Instant observed;
  private TimedCopy copies;
  private long copyBytes;

  /**
   * Prepares one.
   *
   * @param planner that is asked what would be
   * @param own whether the statements are planned as the node plans its own
   * @param described all tables
   */
  public Selection(
      Vertx vertx,
      Function<Ask, Future<Answer>> planner,
      boolean own,
      Described described,
      Instant now) {
    this.vertx = vertx;
    this.planner = planner;
    this.own = own;
    this.described = described;
    this.now = now;
  }

  /**
   * Says that the statements are all that were executed, and not some that somebody has given.
   *
   * @param since when they are counted
   */
  public void observed(Instant since) {
    observed = since;
  }

  /**
   * Lets the choice be made by the clock.
   *
   * @param timed the copy on which statements are timed
   * @param bytes that it may have
   */
  public void by(TimedCopy timed, long bytes) {
    copies = timed;
    copyBytes = bytes;
  }

  /**
   * What should be done for a workload.
   *
   * @param budget bytes that new indexes may have in all
   */
  public Future<Report> of(List<Weighted> workload, long budget) {
    KnownTables known = new KnownTables(described.tables(), described.partitions(), Set.of());
    Asker asker = new Asker(planner, own);
    Planning planning = new Planning(vertx, asker, known);
    Observation observation = new Observation(observed, described.indexesSince(), now);
    return planning
        .plan(workload)
        .compose(
            planned -> {
              List<Subject> subjects = planning.subjects();
              boolean guessed = asker.means() == Means.NONE;
              Trials trials = guessed ? planning.guess() : asker;
              CostBook book = new CostBook(trials);
              WriteCost writes = new WriteCost(described, now, subjects);
              Extend extend = new Extend(new Saving(subjects, book, writes), budget);
              DropProof drops =
                  new DropProof(trials, described, subjects, observation, asker.isPartial());
              ClockPart clock = new ClockPart(copies, copyBytes, own, subjects, writes, book);
              return extend
                  .choose(planning.candidates())
                  .compose(clock::choose)
                  .compose(
                      chosen ->
                          book.look(subjects, Recommendations.withoutEach(chosen))
                              .compose(looked -> drops.find())
                              .map(
                                  gone ->
                                      report(
                                          asker,
                                          planning,
                                          budget,
                                          new Recommendations(
                                              subjects, book, writes, asker.level()),
                                          extend,
                                          drops,
                                          clock,
                                          observation,
                                          chosen)));
            });
  }

  private Report report(
      Asker asker,
      Planning planning,
      long budget,
      Recommendations recommendations,
      Extend extend,
      DropProof drops,
      ClockPart clock,
      Observation observation,
      Set<Candidate> chosen) {
    List<Recommendation> all = new ArrayList<>();
    for (Candidate candidate : chosen) {
      all.add(clock.timed(recommendations.create(candidate, chosen), candidate, recommendations));
    }
    drops
        .found()
        .forEach((index, why) -> all.add(recommendations.drop(index, drops.table(index), why)));
    all.sort(Comparator.comparingDouble(Recommendation::savedMillis).reversed());
    List<Reason> rejected = new ArrayList<>();
    clock.thrown().forEach((one, why) -> rejected.add(new Reason(one.definition(), why)));
    extend.rejected().forEach((one, why) -> rejected.add(new Reason(one.definition(), why)));
    for (Map.Entry<Index, String> one : drops.kept().entrySet()) {
      rejected.add(new Reason("DROP INDEX " + one.getKey().name(), one.getValue()));
    }
    List<Subject> subjects = planning.subjects();
    return new Report(
        asker.means(),
        asker.why(),
        asker.sample(),
        subjects.size(),
        budget,
        recommendations.millis(Set.of()),
        recommendations.millis(chosen),
        all,
        planning.left(),
        rejected,
        clock.report(),
        observation.report());
  }
}
