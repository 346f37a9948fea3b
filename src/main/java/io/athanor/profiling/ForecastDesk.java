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
import io.athanor.contract.WhatIf.Named;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Tried;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Says what would become of statements with other indexes, or with more rows. */
final class ForecastDesk {

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
      throw new RefusedException(
          new Refusal(
              Failure.NOT_FOUND,
              "unknown-statement",
              "No statement of Athanor is called " + name + ".",
              "The names are in GET /admin/database/stats.",
              null));
    }
    return text;
  }

  /** Both with as many rows as there are: two trials of one question. */
  private Future<Forecasted> beside(Forecast asked, boolean own, List<Sought> statements) {
    List<Integer> all = IntStream.range(0, statements.size()).boxed().toList();
    List<WhatIf.Trial> trials =
        List.of(
            new WhatIf.Trial(List.of(), List.of(), all),
            new WhatIf.Trial(asked.create(), asked.without(), all));
    return bus.request(WhatIf.ASK, ask(own, 1, statements, trials))
        .map(
            answer ->
                answer.missing() == null
                    ? report(asked, statements, answer, answer.tried().get(0), 1)
                    : missing(asked, answer));
  }

  private Future<Forecasted> grown(Forecast asked, boolean own, List<Sought> statements) {
    List<Integer> all = IntStream.range(0, statements.size()).boxed().toList();
    Ask now = ask(own, 1, statements, List.of(new WhatIf.Trial(List.of(), List.of(), all)));
    Ask then =
        ask(
            own,
            asked.times(),
            statements,
            List.of(new WhatIf.Trial(asked.create(), asked.without(), all)));
    return bus.request(WhatIf.ASK, now)
        .compose(
            before ->
                before.missing() != null
                    ? Future.succeededFuture(missing(asked, before))
                    : bus.request(WhatIf.ASK, then)
                        .map(
                            after ->
                                after.missing() == null
                                    ? report(asked, statements, after, before.tried().get(0), 0)
                                    : missing(asked, after)));
  }

  private static Ask ask(
      boolean own, double times, List<Sought> statements, List<WhatIf.Trial> trials) {
    return new Ask(true, own, times, statements.stream().map(Sought::sql).toList(), trials, false);
  }

  private static Forecasted missing(Forecast asked, Answer answer) {
    return new Forecasted(answer.means(), answer.missing(), asked.times(), List.of(), List.of(), 0);
  }

  private static Forecasted report(
      Forecast asked, List<Sought> statements, Answer answer, Tried before, int place) {
    Tried after = answer.tried().get(place);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Planned now = before.planned().get(i);
      Planned then = after.planned().get(i);
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
        asked.times(),
        after.made(),
        changes,
        statements.size() - changes.size());
  }

  private static boolean differ(Planned now, Planned then) {
    return Math.abs(then.cost() - now.cost()) > 0.01 * now.cost()
        || !now.indexes().equals(then.indexes());
  }

  private static double ratio(Change one) {
    return one.after() / Math.max(0.001, one.before());
  }
}
