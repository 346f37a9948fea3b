package io.athanor.persistence;

import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Compared;
import io.athanor.contract.Changes.State;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads what the ledger holds. */
final class ChangeRows {

  private ChangeRows() {}

  static Optional<Change> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(change(rows.iterator().next()));
  }

  static Change change(Row row) {
    State state = State.valueOf(row.getString("state"));
    Recommendation recommendation = read(row.getString("recommendation"), Recommendation.class);
    List<Compared> compared = list(row.getString("compared"), Compared[].class);
    Instant built = instant(row, "built_at");
    long seconds = row.getLong("watch_seconds");
    boolean watched = built != null && (state == State.KEPT || state == State.REVERTED);
    return new Change(
        row.getUUID("id"),
        row.getUUID("analysis"),
        recommendation,
        row.getString("apply"),
        row.getString("revert"),
        state,
        watched ? Level.WATCHED : recommendation.level(),
        seconds,
        instant(row, "started_at"),
        built,
        built == null ? null : built.plusSeconds(seconds),
        instant(row, "ended_at"),
        row.getString("reason"),
        List.of(row.getArrayOfStrings("notes")),
        row.getString("phase"),
        row.getDouble("progress"),
        row.getLong("scans"),
        compared);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  static <T> List<T> list(String json, Class<T[]> type) {
    return json == null ? List.of() : List.of(read(json, type));
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return DatabindCodec.mapper().readValue(json, type);
    } catch (IOException e) {
      throw new IllegalStateException("the ledger of changes cannot be read", e);
    }
  }
}
