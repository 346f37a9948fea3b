package io.athanor.contract;

import java.util.List;
import java.util.Objects;

/** The conversation about what would become of statements with other indexes, or with more rows. */
public final class Forecasts {

  /**
   * Asks what would be different.
   *
   * @param create statements that make indexes
   * @param without names with schema of indexes that there would not be
   * @param times how many times as many rows there would be, 1 to 10,000
   * @param statements those that matter; none for all of Athanor's own
   */
  public record Forecast(
      List<String> create,
      List<String> without,
      double times,
      List<Subject> statements,
      Caller caller) {
    /** Copies the lists. */
    public Forecast {
      create = List.copyOf(create);
      without = List.copyOf(without);
      statements = List.copyOf(statements);
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * A statement.
   *
   * @param name of one of Athanor's own, or null where SQL is given
   * @param sql or null
   */
  public record Subject(String name, String sql) {}

  /**
   * What would be different.
   *
   * @param missing why nothing can be said and what to do about it; null when something can
   * @param why it is not said by something better, and what would help; null for a twin
   * @param sample the copy that it was planned on; null for other means
   * @param indexes that there would be, in the order of the request
   * @param statements that would cost something else (with more rows only those that would not do
   *     any more), the one that loses most first, and those that cannot be planned
   * @param unchanged how many others there are
   */
  public record Forecasted(
      WhatIf.Means means,
      String missing,
      String why,
      Copies.Copy sample,
      double times,
      List<WhatIf.Made> indexes,
      List<Change> statements,
      int unchanged) {
    /** Copies the lists. */
    public Forecasted {
      indexes = List.copyOf(indexes);
      statements = List.copyOf(statements);
    }
  }

  /**
   * What would become of one statement. Costs are in the planner's units.
   *
   * @param name of one of Athanor's own, or null
   * @param sql what was given instead of a name, or null
   * @param indexesBefore that its plan uses now
   * @param indexesAfter that it would use
   * @param breaks why it would not do any more, in words; null when it would
   * @param refused why it cannot be planned; null when it can
   */
  public record Change(
      String name,
      String sql,
      double before,
      double after,
      List<String> indexesBefore,
      List<String> indexesAfter,
      String breaks,
      String refused) {
    /** Copies the lists. */
    public Change {
      indexesBefore = List.copyOf(indexesBefore);
      indexesAfter = List.copyOf(indexesAfter);
    }
  }

  /** What would be different. */
  public static final RequestAddress<Forecast, Forecasted> FORECAST =
      RequestAddress.toDesk("forecasts.forecast", Role.PROFILING, Forecast.class, Forecasted.class);

  private Forecasts() {}
}
