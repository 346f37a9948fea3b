package io.athanor.persistence;

import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Queue.Insert;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Makes planned experiments durable, once for each idempotency key. The look-ups compare with a
 * sub-select's value where {@code exists} or a join would say the same: the planner may turn those
 * around and begin with the larger table; with an equality it may go through the primary key
 * instead, because the order asks only for the id then.
 */
final class ExperimentStore {

  private static final Statement REUSABLE =
      new Statement(
          "experiments.find-reusable",
          """
          select f as fingerprint, e.id
          from unnest($1::text[]) as f
          cross join lateral (
            select x.id from experiments x
            where (x.fingerprint, x.id) >= (decode(f, 'hex'), '00000000-0000-0000-0000-000000000000'::uuid)
              and (x.fingerprint, x.id) <= (decode(f, 'hex'), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
              and x.owner = $2 and x.reused_from is null and x.deterministic
              and (select o.status from outcomes o where o.experiment_id = x.id) = 'COMPLETED'
              and (select true from detached_months d where d.first <= x.id and d.beyond > x.id limit 1) is null
            order by x.fingerprint desc, x.id desc limit 1) e""");

  private final Database database;
  private final IdempotencyKeys keys;
  private final ExperimentReferences references;
  private final ProgramProfiles profiles;
  private final FairRanks ranks = new FairRanks();

  ExperimentStore(Database database, ProgramProfiles profiles) {
    this.database = database;
    this.profiles = profiles;
    this.keys = new IdempotencyKeys(database);
    this.references = new ExperimentReferences(database);
  }

  /** Stores all of them or none, and answers in their order. */
  Future<Submitted> insert(Insert insert) {
    return references
        .check(insert.experiments())
        .compose(ok -> reusable(insert))
        .compose(
            reused -> {
              Submitted answer = answer(insert.experiments(), reused);
              if (insert.idempotencyKey() == null) {
                return store(database, insert, reused).map(answer);
              }
              return once(insert, reused, answer);
            });
  }

  /** Those that are not queued at once. */
  static List<UUID> waiting(List<Planned> planned) {
    return planned.stream().filter(one -> !one.schedule().atOnce()).map(Planned::id).toList();
  }

  private Future<Map<UUID, UUID>> reusable(Insert insert) {
    Set<String> fingerprints = new HashSet<>();
    insert.experiments().stream()
        .filter(Planned::reuseFinished)
        .forEach(one -> fingerprints.add(one.fingerprint()));
    if (fingerprints.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfString(fingerprints.toArray(String[]::new))
            .addString(insert.caller().owner());
    return database
        .run(REUSABLE, parameters)
        .map(
            rows -> {
              Map<String, UUID> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getString("fingerprint"), row.getUUID("id")));
              Map<UUID, UUID> reused = new HashMap<>();
              insert.experiments().stream()
                  .filter(one -> one.reuseFinished() && found.containsKey(one.fingerprint()))
                  .forEach(one -> reused.put(one.id(), found.get(one.fingerprint())));
              return reused;
            });
  }

  private static Submitted answer(List<Planned> planned, Map<UUID, UUID> reused) {
    return new Submitted(
        planned.stream()
            .map(
                one -> {
                  UUID from = reused.get(one.id());
                  State open = one.schedule().atOnce() ? State.QUEUED : State.CREATED;
                  State state = from == null ? open : State.COMPLETED;
                  return new Accepted(one.id(), state, one.fingerprint(), from, List.of());
                })
            .toList());
  }

  private Future<Void> store(Session session, Insert insert, Map<UUID, UUID> reused) {
    List<Planned> planned = insert.experiments();
    String owner = insert.caller().owner();
    return profiles
        .expected(planned)
        .map(
            expected ->
                ExperimentInsert.parameters(
                    planned,
                    owner,
                    reused,
                    ranks.place(planned, owner, expected),
                    new QueueLines(planned, expected)))
        .compose(parameters -> session.run(ExperimentInsert.STATEMENT, parameters))
        .mapEmpty();
  }

  private Future<Submitted> once(Insert insert, Map<UUID, UUID> reused, Submitted answer) {
    IdempotencyKeys.Asked asked =
        new IdempotencyKeys.Asked(
            insert.caller().owner(), insert.idempotencyKey(), insert.requestDigest());
    return keys.once(asked, Submitted.class, answer, session -> store(session, insert, reused));
  }
}
