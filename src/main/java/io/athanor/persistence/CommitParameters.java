package io.athanor.persistence;

import static io.athanor.persistence.ExperimentInsert.column;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.athanor.bus.Wire;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Outcomes as the columns that {@link CommitStore#COMMIT} takes them in. */
final class CommitParameters {

  /**
   * What an outcome has and most have not, in one column: each column costs every outcome. {@code
   * null} says that the attempt succeeded with exit code 0 and that there is nothing else to say.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Unusual(
      Verdict verdict,
      State state,
      String reason,
      Integer exitCode,
      Integer signal,
      ProgramError error,
      String resultDigest,
      String signature) {

    static Unusual of(Outcome one) {
      Unusual all =
          new Unusual(
              one.verdict(),
              one.verdict().state(),
              storable(one.reason()),
              one.exitCode(),
              one.signal(),
              storable(one.error()),
              one.resultDigest(),
              FailureSignature.of(one));
      return all.equals(USUAL) ? null : all;
    }
  }

  private static final Unusual USUAL =
      new Unusual(Verdict.SUCCEEDED, State.COMPLETED, null, 0, null, null, null, null);

  private record Point(Outcome outcome, int ordinal, Metric metric) {}

  private record Kept(Outcome outcome, Artifact artifact) {}

  private CommitParameters() {}

  static Tuple of(List<Outcome> outcomes, int maxLost) {
    Tuple all = Tuple.tuple();
    all.addArrayOfUUID(column(outcomes, Outcome::experimentId, UUID[]::new));
    all.addArrayOfLong(column(outcomes, Outcome::token, Long[]::new));
    all.addArrayOfOffsetDateTime(times(outcomes.stream().map(Outcome::startedAt).toList()));
    all.addArrayOfOffsetDateTime(times(outcomes.stream().map(Outcome::finishedAt).toList()));
    all.addArrayOfString(column(outcomes, one -> encoded(one.usage()), String[]::new));
    all.addArrayOfString(
        column(outcomes, one -> one.result() == null ? null : one.result().text(), String[]::new));
    all.addArrayOfString(column(outcomes, one -> encoded(Unusual.of(one)), String[]::new));
    all.addInteger(maxLost);
    metrics(all, outcomes);
    artifacts(all, outcomes);
    return all;
  }

  private static void metrics(Tuple all, List<Outcome> outcomes) {
    List<Point> points = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      for (int i = 0; i < outcome.metrics().size(); i++) {
        points.add(new Point(outcome, i, outcome.metrics().get(i)));
      }
    }
    all.addArrayOfLong(column(points, point -> point.outcome().token(), Long[]::new));
    all.addArrayOfInteger(column(points, Point::ordinal, Integer[]::new));
    all.addArrayOfString(column(points, point -> storable(point.metric().name()), String[]::new));
    all.addArrayOfDouble(column(points, point -> point.metric().value(), Double[]::new));
    all.addArrayOfLong(column(points, point -> point.metric().step(), Long[]::new));
    all.addArrayOfOffsetDateTime(times(points.stream().map(point -> point.metric().at()).toList()));
  }

  private static void artifacts(Tuple all, List<Outcome> outcomes) {
    List<Kept> kept = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      outcome.artifacts().forEach(artifact -> kept.add(new Kept(outcome, artifact)));
    }
    all.addArrayOfLong(column(kept, one -> one.outcome().token(), Long[]::new));
    all.addArrayOfString(column(kept, one -> storable(one.artifact().name()), String[]::new));
    all.addArrayOfString(column(kept, one -> one.artifact().digest(), String[]::new));
    all.addArrayOfLong(column(kept, one -> one.artifact().size(), Long[]::new));
    all.addArrayOfString(column(kept, one -> one.artifact().contentType(), String[]::new));
  }

  private static OffsetDateTime[] times(List<Instant> times) {
    return times.stream()
        .map(time -> time == null ? null : time.atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }

  private static String encoded(Object record) {
    return record == null ? null : Wire.encode(record);
  }

  private static ProgramError storable(ProgramError error) {
    return error == null
        ? null
        : new ProgramError(
            storable(error.type()),
            storable(error.message()),
            storable(error.file()),
            error.line(),
            storable(error.trace()));
  }

  /** Text as PostgreSQL can hold it: NUL becomes the replacement character. */
  private static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }
}
