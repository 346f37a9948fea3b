package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * Does what a client asks for once for each key that it chose. Who comes second while the first is
 * still at it waits for it at the key's row.
 */
final class IdempotencyKeys {

  private static final Statement REMEMBER =
      new Statement(
          "idempotency.remember",
          """
          insert into idempotency (owner, key, digest, answer) values ($1, $2, $3, $4::text::json)
          on conflict do nothing returning 1 as fresh""");

  private static final Statement ANSWER =
      new Statement(
          "idempotency.answer",
          "update idempotency set answer = $3::text::json where owner = $1 and key = $2");

  private static final Statement RECALL =
      new Statement(
          "idempotency.recall",
          "select digest, answer::text as answer from idempotency where owner = $1 and key = $2");

  private final Database database;

  IdempotencyKeys(Database database) {
    this.database = database;
  }

  /**
   * What is asked for.
   *
   * @param digest tells a repetition from a mistake
   */
  record Asked(String owner, String key, String digest) {}

  /** Does work whose answer is known only when it is done. */
  <T> Future<T> once(Asked asked, Class<T> type, Function<Session, Future<T>> work) {
    return remembering(
        asked,
        "null",
        type,
        session ->
            work.apply(session)
                .compose(
                    answer ->
                        session
                            .run(ANSWER, Tuple.of(asked.owner(), asked.key(), Wire.encode(answer)))
                            .map(answer)));
  }

  /** Does work whose answer is known before. */
  <T> Future<T> once(Asked asked, Class<T> type, T answer, Function<Session, Future<Void>> work) {
    return remembering(
        asked, Wire.encode(answer), type, session -> work.apply(session).map(answer));
  }

  private <T> Future<T> remembering(
      Asked asked, String answer, Class<T> type, Function<Session, Future<T>> work) {
    return database.transaction(
        session ->
            session
                .run(REMEMBER, Tuple.of(asked.owner(), asked.key(), asked.digest(), answer))
                .compose(
                    rows -> rows.size() == 1 ? work.apply(session) : recall(session, asked, type)));
  }

  private static <T> Future<T> recall(Session session, Asked asked, Class<T> type) {
    return session
        .run(RECALL, Tuple.of(asked.owner(), asked.key()))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              if (row.getString("digest").equals(asked.digest())) {
                return Future.succeededFuture(Wire.decode(row.getString("answer"), type));
              }
              return Future.failedFuture(
                  new RefusedException(
                      new Refusal(
                          Failure.CONFLICT,
                          "idempotency-key-reused",
                          "This idempotency key was used with another request body.",
                          "Choose a new key for a new request.",
                          null)));
            });
  }
}
