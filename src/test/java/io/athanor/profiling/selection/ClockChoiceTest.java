package io.athanor.profiling.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Time;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which of the planner's indexes are thrown out, with a planner and a clock that are played. */
class ClockChoiceTest {

  private final Candidate a = candidate("a");
  private final Candidate b = candidate("b");
  private final Candidate c = candidate("c");
  private final PlayedCopy copy = new PlayedCopy();
  private final ClockBook book = new ClockBook(copy, false);
  private double written;
  private BiPredicate<Subject, Candidate> wanted = (subject, one) -> false;

  private static Candidate candidate(String column) {
    return new Candidate(
        "public", "t", "btree", List.of(new Candidate.Key(column, column)), List.of(), null, 0, "");
  }

  private static Subject subject(String name, double callsPerHour) {
    return new Subject(name, name, callsPerHour, null, 100, Set.of("public.t"), Set.of(), Set.of());
  }

  private Set<Candidate> choose(List<Subject> subjects, Candidate... chosen) {
    return choice(subjects).choose(ordered(chosen)).result();
  }

  private ClockChoice choice(List<Subject> subjects) {
    return new ClockChoice(book, subjects, one -> written, wanted);
  }

  private static Set<Candidate> ordered(Candidate... all) {
    return new LinkedHashSet<>(List.of(all));
  }

  /** The planner uses whatever it is said to use; a time belongs to what is used. */
  private final class PlayedCopy implements TimedCopy {
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Map<String, Double> millis = new HashMap<>();
    private final Set<String> refused = new TreeSet<>();
    private final Set<String> unbuildable = new TreeSet<>();

    void says(String statement, double before, Candidate... used) {
      uses.put(statement, names(Set.of(used)));
      millis.put(statement, before);
    }

    void takes(String statement, double with, Candidate... used) {
      millis.put(statement + names(Set.of(used)), with);
    }

    private Set<String> names(Set<Candidate> of) {
      return of.stream().map(Candidate::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Future<Copy> make(List<String> tables, long bytes) {
      return Future.succeededFuture(new Copy(1, 1, 1));
    }

    @Override
    public Future<List<Timed>> time(boolean own, List<String> statements, List<Trial> trials) {
      return Future.succeededFuture(trials.stream().map(one -> timed(statements, one)).toList());
    }

    private Timed timed(List<String> statements, Trial trial) {
      List<Made> made = new ArrayList<>();
      Set<String> there = new TreeSet<>();
      for (Candidate one : List.of(a, b, c)) {
        if (trial.create().contains(one.definition())) {
          there.add(one.name());
        }
      }
      for (String sql : trial.create()) {
        made.add(new Made("", "t", 1, unbuildable.stream().anyMatch(sql::contains) ? "no" : null));
      }
      List<Time> times =
          trial.statements().stream().map(place -> time(statements.get(place), there)).toList();
      return new Timed(made, times);
    }

    private Time time(String statement, Set<String> there) {
      Set<String> used = new TreeSet<>(uses.getOrDefault(statement, Set.of()));
      used.retainAll(there);
      if (!millis.containsKey(statement)) {
        String why = refused.contains(statement) ? "no parameters of it were seen" : null;
        return new Time(null, why == null, List.of(), why);
      }
      Double time = used.isEmpty() ? millis.get(statement) : millis.get(statement + used);
      return new Time(time, true, List.copyOf(used), null);
    }

    @Override
    public Future<Void> remove() {
      return Future.succeededFuture();
    }
  }

  @Test
  void whatThePlannerFavoursAndMakesAStatementSlowerIsThrownOut() {
    copy.says("fast", 1_000, a);
    copy.takes("fast", 10, a);
    copy.says("slow", 100, b);
    copy.takes("slow", 300, b);
    ClockChoice choice = choice(List.of(subject("fast", 1), subject("slow", 1)));
    assertThat(choice.choose(ordered(a, b)).result()).containsExactly(a);
    assertThat(choice.thrown().get(b))
        .isEqualTo("by the clock: slow takes 300 ms with it and 100 ms without");
    assertThat(choice.gains().slower(Set.of(a))).isEmpty();
  }

  /** Two causes: the one whose absence costs the others least goes first, and that is enough. */
  @Test
  void ofSeveralCausesTheCheapestGoes() {
    copy.says("slow", 100, a, b);
    copy.takes("slow", 300, a, b);
    copy.takes("slow", 100, a);
    copy.takes("slow", 90, b);
    copy.says("other", 5_000, b);
    copy.takes("other", 50, b);
    assertThat(choose(List.of(subject("slow", 1), subject("other", 1)), a, b)).containsExactly(b);
  }

  /** The slow one gets rid of both before the right one is gone, and the innocent comes back. */
  @Test
  void whatWasThrownOutInVainComesBack() {
    copy.says("slow", 100, a, b);
    copy.takes("slow", 300, a, b);
    copy.takes("slow", 250, b);
    copy.takes("slow", 100, a);
    copy.says("mine", 300, a);
    copy.takes("mine", 150, a);
    copy.says("other", 5_000, b);
    copy.takes("other", 50, b);
    ClockChoice choice =
        choice(List.of(subject("slow", 1), subject("mine", 1), subject("other", 1)));
    assertThat(choice.choose(ordered(a, b)).result()).containsExactly(a);
    assertThat(choice.thrown()).containsOnlyKeys(b);
  }

  /** What one saves beside another that came back is told by the clock, too. */
  @Test
  void whatStaysIsTimedWithoutEachOfTheOthersOnceMore() {
    copy.says("slow", 100, a, b);
    copy.takes("slow", 300, a, b);
    copy.takes("slow", 250, b);
    copy.takes("slow", 100, a);
    copy.says("mine", 300, a, c);
    copy.takes("mine", 150, a, c);
    copy.takes("mine", 160, a);
    copy.takes("mine", 200, c);
    copy.says("other", 3_000, b);
    copy.takes("other", 50, b);
    ClockChoice choice =
        choice(List.of(subject("slow", 1), subject("mine", 1), subject("other", 1)));
    Set<Candidate> kept = choice.choose(ordered(a, b, c)).result();
    assertThat(kept).containsExactlyInAnyOrder(a, c);
    assertThat(choice.gains().saved(kept, a)).isEqualTo(50);
    assertThat(choice.gains().saved(kept, c)).isEqualTo(10);
  }

  @Test
  void whatMakesTheWholeSlowerGoesEvenIfNoStatementIsMuchSlower() {
    copy.says("one", 1_000, a);
    copy.takes("one", 1_100, a);
    copy.says("two", 1_000, b);
    copy.takes("two", 500, b);
    assertThat(choose(List.of(subject("one", 1), subject("two", 1)), a, b)).containsExactly(b);
  }

  @Test
  void noiseThrowsNothingOut() {
    copy.says("brief", 0.5, a);
    copy.takes("brief", 1.3, a);
    copy.says("long", 1_000, b);
    copy.takes("long", 1_005, b);
    assertThat(choose(List.of(subject("brief", 1_000), subject("long", 1)), a, b))
        .containsExactly(a, b);
  }

  @Test
  void howOftenAStatementIsExecutedCounts() {
    copy.says("often", 100, a);
    copy.takes("often", 90, a);
    copy.says("seldom", 100, a);
    copy.takes("seldom", 115, a);
    assertThat(choose(List.of(subject("often", 10), subject("seldom", 1)), a)).containsExactly(a);
    assertThat(choose(List.of(subject("often", 1), subject("seldom", 10)), a)).isEmpty();
  }

  @Test
  void whatWritingCostsIsSavedByLeavingItOut() {
    copy.says("one", 100, a);
    copy.takes("one", 90, a);
    written = 50;
    ClockChoice choice = choice(List.of(subject("one", 1)));
    assertThat(choice.choose(ordered(a)).result()).isEmpty();
    assertThat(choice.thrown().get(a)).contains("without; writing it takes 50 ms an hour");
  }

  /** Nobody knows what an index saves at a statement that could not be timed. */
  @Test
  void whatIsForAStatementThatCouldNotBeTimedStays() {
    copy.says("one", 1_000, a);
    copy.takes("one", 10, a);
    copy.refused.add("silent");
    written = 50;
    List<Subject> all = List.of(subject("one", 1), subject("silent", 1));
    assertThat(choose(all, a, b)).containsExactly(a);
    wanted = (subject, one) -> subject.name().equals("silent") && one.equals(b);
    assertThat(choose(all, a, b)).containsExactly(a, b);
  }

  @Test
  void whatCannotBeBuiltOrTimedChangesNothingElse() {
    copy.says("one", 100, a);
    copy.takes("one", 50, a);
    copy.unbuildable.add(c.name());
    ClockChoice choice = choice(List.of(subject("one", 1), subject("untimed", 1)));
    assertThat(choice.choose(ordered(a, b, c)).result()).containsExactly(a, b);
    assertThat(choice.thrown()).containsOnlyKeys(c);
    assertThat(choice.gains().relevant()).extracting(Subject::name).containsExactly("one");
  }
}
