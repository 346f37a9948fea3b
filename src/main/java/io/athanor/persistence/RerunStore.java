package io.athanor.persistence;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.bus.Wire;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failure;
import io.athanor.contract.Failures.Rerun;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Insert;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Queue.Schedule;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Runs experiments again: what has ended stays as it is, and a new experiment of the same
 * specification says of which it is the repetition. What the first one waited for is not waited for
 * again.
 */
final class RerunStore {

  private static final Statement SPECIFICATIONS =
      new Statement(
          "experiments.specifications",
          """
          select e.id, e.name, e.runtime, encode(e.program_digest, 'hex') as program, e.arguments::text as arguments,
            e.parameters::text as parameters, e.inputs::text as inputs, e.env::text as env, e.seed, e.deterministic, e.priority, e.pool,
            e.requests::text as requests, e.limits::text as limits, e.required_tier, e.isolation, e.domain, e.session_id, e.hypothesis_id,
            e.experiment_type, e.description, e.protocol::text as protocol, e.tags::text as tags,
            encode(e.fingerprint, 'hex') as fingerprint, e.concurrency_key, e.retry::text as retry,
            (select 1 from outcomes o where o.experiment_id = e.id) is not null as ended
          from experiments e where e.id = any ($1)""");

  private static final Statement LOCK =
      new Statement("failures.lock", "select 1 from failure_groups where id = $1 for update");

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final Database database;
  private final FailureStore failures;

  RerunStore(Database database, FailureStore failures) {
    this.database = database;
    this.failures = failures;
  }

  /**
   * Does something for a group while no other node does it. It holds a connection while the work
   * uses another, so that only one may come here at a time on each node.
   */
  <T> Future<T> alone(UUID group, Supplier<Future<T>> work) {
    return group == null
        ? work.get()
        : database.transaction(
            session -> session.run(LOCK, Tuple.of(group)).compose(locked -> work.get()));
  }

  /** What is to be inserted; an empty list when a group has nothing left to run again. */
  Future<Insert> plan(Rerun rerun) {
    return (rerun.ids() == null
            ? failures.ended(rerun.group())
            : Future.succeededFuture(rerun.ids()))
        .compose(
            old ->
                database
                    .run(SPECIFICATIONS, Tuple.tuple().addArrayOfUUID(old.toArray(UUID[]::new)))
                    .map(rows -> planned(rows, old)))
        .map(planned -> new Insert(planned, rerun.caller(), rerun.idempotencyKey(), digest(rerun)));
  }

  /** An answer for a group with nothing left. */
  static Submitted nothing() {
    return new Submitted(List.of());
  }

  private static String digest(Rerun rerun) {
    String what = "rerun " + rerun.ids() + " " + rerun.group();
    return Contents.digestOf(what.getBytes(StandardCharsets.UTF_8));
  }

  private List<Planned> planned(RowSet<Row> rows, List<UUID> asked) {
    List<Planned> planned = new ArrayList<>();
    for (Row row : rows) {
      if (!row.getBoolean("ended")) {
        throw new RefusedException(
            new Refusal(
                Failure.CONFLICT,
                "not-ended",
                "Experiment " + row.getUUID("id") + " has not ended.",
                "Cancel it first, or wait for its end.",
                null));
      }
      planned.add(planned(row));
    }
    if (planned.size() < asked.size()) {
      List<UUID> found = planned.stream().map(Planned::retryOf).toList();
      throw ExperimentReader.unknown(
          asked.stream().filter(id -> !found.contains(id)).findFirst().orElseThrow());
    }
    return planned;
  }

  @SuppressWarnings("unchecked")
  private Planned planned(Row row) {
    String protocol = row.getString("protocol");
    return new Planned(
        ids.generate(),
        row.getString("name"),
        row.getString("runtime"),
        row.getString("program"),
        null,
        List.of(Wire.decode(row.getString("arguments"), String[].class)),
        new Json(row.getString("parameters")),
        new Json(row.getString("inputs")),
        Wire.decode(row.getString("env"), Map.class),
        row.getLong("seed"),
        row.getBoolean("deterministic"),
        row.getInteger("priority"),
        row.getString("pool"),
        new Json(row.getString("requests")),
        StoredLimits.decode(row.getString("limits")),
        row.getString("required_tier"),
        row.getString("isolation"),
        row.getString("domain"),
        row.getUUID("session_id"),
        row.getUUID("hypothesis_id"),
        row.getString("experiment_type"),
        row.getString("description"),
        protocol == null ? null : new Json(protocol),
        Wire.decode(row.getString("tags"), Map.class),
        row.getString("fingerprint"),
        false,
        row.getUUID("id"),
        new Schedule(
            List.of(),
            null,
            row.getString("concurrency_key"),
            StoredRetry.decode(row.getString("retry"))));
  }
}
