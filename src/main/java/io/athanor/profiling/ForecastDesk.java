package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Failure;
import io.athanor.contract.Forecasts;
import io.athanor.contract.Forecasts.Change;
import io.athanor.contract.Forecasts.Forecast;
import io.athanor.contract.Forecasts.Forecasted;
import io.athanor.contract.Forecasts.Subject;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Named;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Says what would become of statements with other indexes, or with more rows. */
final class ForecastDesk {

  private static final int TOGETHER = 20;
  private static final Trial AS_IT_IS = new Trial(List.of(), List.of(), List.of());
  private static final Planned NO_TIME =
      new Planned(
          0, List.of(), null, "There was no time left for it; ask for fewer statements at once.");

  private final Bus bus;

  ForecastDesk(Bus bus) {
    this.bus = bus;
  }

  Future<Void> serve() {
    return bus.serve(Forecasts.FORECAST, this::forecast);
  }

  private record Sought(Subject subject, String sql) {}

  private Future<Forecasted> forecast(Forecast asked) {
    return sought(asked.statements())
        .compose(
            statements -> {
              // Statements of people are planned as the server plans for everybody.
              boolean own = statements.stream().allMatch(one -> one.subject().name() != null);
              return asked.times() == 1
                  ? beside(asked, own, statements)
                  : grown(asked, own, statements);
            });
  }

  private Future<List<Sought>> sought(List<Subject> subjects) {
    return bus.request(WhatIf.STATEMENTS, new WhatIf.ListStatements())
        .map(
            all -> {
              Map<String, String> texts = new HashMap<>();
              all.statements().forEach(one -> texts.put(one.name(), one.sql()));
              List<Sought> found = new ArrayList<>();
              for (Subject one : subjects) {
                found.add(
                    new Sought(one, one.name() == null ? one.sql() : text(texts, one.name())));
              }
              if (subjects.isEmpty()) {
                for (Named one : all.statements()) {
                  found.add(new Sought(new Subject(one.name(), null), one.sql()));
                }
              }
              return found;
            });
  }

  private static String text(Map<String, String> texts, String name) {
    String text = texts.get(name);
    if (text == null) {
      throw NoStatement.named(name);
    }
    return text;
  }

  /** Both with as many rows as there are: two trials of one question. */
  private Future<Forecasted> beside(Forecast asked, boolean own, List<Sought> statements) {
    List<Trial> arms = List.of(AS_IT_IS, changed(asked));
    return bus.request(WhatIf.ASK, ask(own, 1, statements, arms))
        .map(
            answer ->
                answer.missing() == null
                    ? report(
                        asked,
                        statements,
                        answer,
                        planned(answer, 0, arms.size(), statements.size()),
                        1)
                    : missing(asked, answer));
  }

  private Future<Forecasted> grown(Forecast asked, boolean own, List<Sought> statements) {
    Ask now = ask(own, 1, statements, List.of(AS_IT_IS));
    Ask then = ask(own, asked.times(), statements, List.of(changed(asked)));
    return bus.request(WhatIf.ASK, then)
        .compose(
            after ->
                after.missing() != null
                    ? Future.succeededFuture(missing(asked, after))
                    : bus.request(WhatIf.ASK, now)
                        .map(
                            before ->
                                before.missing() == null
                                    ? report(
                                        asked,
                                        statements,
                                        after,
                                        planned(before, 0, 1, statements.size()),
                                        0)
                                    : missing(asked, before)));
  }

  private static Trial changed(Forecast asked) {
    return new Trial(asked.create(), asked.without(), List.of());
  }

  /** A few statements in all arms, then the next few, so that what there is time for is whole. */
  private static Ask ask(boolean own, double times, List<Sought> statements, List<Trial> arms) {
    List<Trial> trials = new ArrayList<>();
    for (int from = 0; from < statements.size(); from += TOGETHER) {
      int to = Math.min(from + TOGETHER, statements.size());
      List<Integer> few = IntStream.range(from, to).boxed().toList();
      arms.forEach(arm -> trials.add(new Trial(arm.create(), arm.without(), few)));
    }
    return new Ask(true, own, times, statements.stream().map(Sought::sql).toList(), trials, false);
  }

  /** What was answered for an arm, and at the end that there was no time for the rest. */
  private static List<Planned> planned(Answer answer, int arm, int arms, int statements) {
    List<Planned> all = new ArrayList<>();
    for (int i = arm; i < answer.tried().size(); i += arms) {
      all.addAll(answer.tried().get(i).planned());
    }
    while (all.size() < statements) {
      all.add(NO_TIME);
    }
    return all;
  }

  private static Forecasted missing(Forecast asked, Answer answer) {
    return new Forecasted(
        answer.means(),
        answer.missing(),
        answer.why(),
        answer.sample(),
        asked.times(),
        List.of(),
        List.of(),
        0);
  }

  private static Forecasted report(
      Forecast asked, List<Sought> statements, Answer answer, List<Planned> before, int arm) {
    List<Planned> after = planned(answer, arm, arm + 1, statements.size());
    List<Made> made = answer.tried().size() > arm ? answer.tried().get(arm).made() : List.of();
    refuse(made, before, after);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Planned now = before.get(i);
      Planned then = after.get(i);
      Subject subject = statements.get(i).subject();
      String refused = now.refused() == null ? then.refused() : now.refused();
      String breaks = refused == null ? Growth.breaks(asked.times(), now, then) : null;
      if (refused != null || breaks != null || (asked.times() == 1 && differ(now, then))) {
        changes.add(
            new Change(
                subject.name(),
                subject.sql(),
                now.cost(),
                then.cost(),
                now.indexes(),
                then.indexes(),
                breaks,
                refused));
      }
    }
    changes.sort(
        Comparator.comparing((Change one) -> one.refused() != null)
            .thenComparing(one -> one.breaks() == null)
            .thenComparing(Comparator.comparingDouble(ForecastDesk::ratio).reversed()));
    return new Forecasted(
        answer.means(),
        null,
        answer.why(),
        answer.sample(),
        asked.times(),
        made,
        changes,
        statements.size() - changes.size());
  }

  /** What was asked about cannot be: then nothing is to be said of any statement. */
  private static void refuse(List<Made> made, List<Planned> before, List<Planned> after) {
    for (Made one : made) {
      if (one.refused() != null) {
        throw refused("An index cannot be made: " + one.refused() + ".");
      }
    }
    String why = after.get(0).refused();
    boolean all = why != null && after.stream().allMatch(one -> why.equals(one.refused()));
    if (all && !NO_TIME.refused().equals(why) && before.get(0).refused() == null) {
      throw refused("It cannot be planned like that: " + why + ".");
    }
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(
        new Refusal(
            Failure.UNPROCESSABLE,
            "no-such-index",
            detail,
            "GET /admin/database/indexes (athanor db indexes) lists tables and indexes.",
            null));
  }

  private static boolean differ(Planned now, Planned then) {
    return Math.abs(then.cost() - now.cost()) > 0.01 * now.cost()
        || !now.indexes().equals(then.indexes());
  }

  private static double ratio(Change one) {
    return one.after() / Math.max(0.001, one.before());
  }
}
