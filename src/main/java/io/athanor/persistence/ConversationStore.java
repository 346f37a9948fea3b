package io.athanor.persistence;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Research.Activity;
import io.athanor.contract.Research.Purge;
import io.athanor.contract.Research.Purged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;

/** What is asked of all conversations at once; single ones are records like others. */
final class ConversationStore {

  /** So many are deleted in one transaction, so that none holds its locks for long. */
  private static final int BATCH = 5_000;

  /** So many are deleted for one request, which must be answered in time. */
  private static final int MOST_PURGED = 50_000;

  /** Whoever asks for a longer time gets the newest of it. */
  private static final int MOST_COUNTED = 100_000;

  private static final Statement PURGE =
      new Statement(
          "conversations.purge",
          """
          delete from conversations where id = any(array(
            select id from conversations where at < now() - make_interval(secs => $1) order by at limit\s"""
              + BATCH
              + "))");

  private static final Statement ACTIVITY =
      new Statement(
          "conversations.activity",
          """
          with counted as materialized (
            select thread, at from conversations where at >= $1 and at < $2 order by at desc limit\s"""
              + MOST_COUNTED
              + """
          ), threads as (
            select thread, count(*) as conversations, min(at) as "firstAt", max(at) as "lastAt" from counted group by thread
            order by count(*) desc, max(at) desc limit $3
          )
          select json_build_object('conversations', (select count(*) from counted),
            'exact', (select count(*) from counted) <\s"""
              + MOST_COUNTED
              + """
          , 'threads', (select coalesce(json_agg(json_strip_nulls(row_to_json(t))), '[]') from threads t))::text as body""");

  private final Database database;

  ConversationStore(Database database) {
    this.database = database;
  }

  /** Deletes old ones, a batch at a time; what is deleted stays so if it is interrupted. */
  Future<Purged> purge(Purge purge) {
    return purge.days() < 1
        ? Future.succeededFuture(new Purged(0, false))
        : purge(Duration.ofDays(purge.days()), 0);
  }

  /** Deletes all that are older, however many; zero keeps all. */
  Future<Void> retain(Duration age) {
    return age.isZero()
        ? Future.succeededFuture()
        : purge(age, 0).compose(done -> done.more() ? retain(age) : Future.succeededFuture());
  }

  private Future<Purged> purge(Duration age, long before) {
    return database
        .run(PURGE, Tuple.of((double) age.toSeconds()))
        .compose(
            rows -> {
              long deleted = before + rows.rowCount();
              boolean more = rows.rowCount() == BATCH;
              return more && deleted < MOST_PURGED
                  ? purge(age, deleted)
                  : Future.succeededFuture(new Purged(deleted, more));
            });
  }

  /** Which threads were active, the most active first. */
  Future<Document> activity(Activity activity) {
    Tuple parameters =
        Tuple.of(
            activity.since().atOffset(ZoneOffset.UTC),
            activity.until().atOffset(ZoneOffset.UTC),
            activity.limit());
    return database
        .run(ACTIVITY, parameters)
        .map(rows -> new Document(new Json(rows.iterator().next().getString("body")), false));
  }
}
