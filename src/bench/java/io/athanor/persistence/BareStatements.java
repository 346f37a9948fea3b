package io.athanor.persistence;

import io.athanor.contract.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * The product's own statements on a bare pool, without bus, records, meters and refusals: the
 * baseline of the benchmarks.
 */
public final class BareStatements {

  private static final String USAGE =
      "{\"wallMillis\":3,\"cpuMillis\":2,\"peakMemory\":9000000,\"stdoutBytes\":0,\"stderrBytes\":0,"
          + "\"truncated\":false,\"tier\":\"strict\",\"start\":\"warm\",\"startMillis\":3,\"interpreter\":\"3.11\"}";

  private final Pool pool;

  /** A pool of this size with the product's connection options. */
  public BareStatements(Vertx vertx, JdbcTarget target, DatabaseConfig config, int size) {
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(size).setShared(false))
            .connectingTo(ConnectionSettings.server(target, config))
            .using(vertx)
            .build();
  }

  /** The document of one experiment. */
  public Future<Json> get(UUID id) {
    return pool.preparedQuery(GetStatement.including(List.of()).text())
        .execute(Tuple.of(id))
        .map(rows -> ExperimentReader.document(rows.iterator().next(), List.of(), "").body());
  }

  /** Claims and commits until nothing is left; answers how many it was. */
  public Future<Integer> drain(UUID nodeId, long token, int batch) {
    Promise<Integer> drained = Promise.promise();
    drain(claim(nodeId, token, batch), 0, drained);
    return drained.future();
  }

  private void drain(Tuple claim, int so, Promise<Integer> drained) {
    pool.preparedQuery(ClaimStatement.CLAIM.text())
        .execute(claim)
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(0)
                    : pool.preparedQuery(CommitStore.COMMIT.text())
                        .execute(commit(rows))
                        .map(RowSet::size))
        .onSuccess(
            stored -> {
              if (stored == 0) {
                drained.complete(so);
              } else {
                drain(claim, so + stored, drained);
              }
            })
        .onFailure(drained::fail);
  }

  private static Tuple claim(UUID nodeId, long token, int batch) {
    return Tuple.tuple()
        .addArrayOfString(new String[] {"default"})
        .addArrayOfString(new String[] {"python"})
        .addInteger(3)
        .addLong(1L << 40)
        .addInteger(batch)
        .addUUID(nodeId)
        .addLong(token)
        .addLong(1L << 40)
        .addInteger(batch)
        .addLong(60_000_000L)
        .addInteger(batch)
        .addLong(1L << 40)
        .addInteger(0)
        .addArrayOfString(new String[0])
        .addArrayOfLong(new Long[0])
        .addInteger(batch);
  }

  private static Tuple commit(RowSet<Row> rows) {
    int count = rows.size();
    UUID[] ids = new UUID[count];
    Long[] tokens = new Long[count];
    int next = 0;
    for (Row row : rows) {
      ids[next] = row.getUUID("experiment_id");
      tokens[next++] = row.getLong("token");
    }
    OffsetDateTime[] now = filled(new OffsetDateTime[count], OffsetDateTime.now(ZoneOffset.UTC));
    return Tuple.tuple()
        .addArrayOfUUID(ids)
        .addArrayOfLong(tokens)
        .addArrayOfOffsetDateTime(now)
        .addArrayOfOffsetDateTime(now)
        .addArrayOfString(filled(new String[count], USAGE))
        .addArrayOfString(filled(new String[count], "{\"loss\":0.0625}"))
        .addArrayOfString(new String[count])
        .addInteger(3)
        .addArrayOfLong(tokens)
        .addArrayOfInteger(filled(new Integer[count], 0))
        .addArrayOfString(filled(new String[count], "loss"))
        .addArrayOfDouble(filled(new Double[count], 0.0625))
        .addArrayOfLong(filled(new Long[count], 0L))
        .addArrayOfOffsetDateTime(now)
        .addArrayOfLong(new Long[0])
        .addArrayOfString(new String[0])
        .addArrayOfString(new String[0])
        .addArrayOfLong(new Long[0])
        .addArrayOfString(new String[0]);
  }

  private static <T> T[] filled(T[] array, T value) {
    java.util.Arrays.fill(array, value);
    return array;
  }

  /** Closes the pool. */
  public Future<Void> close() {
    return pool.close();
  }
}
