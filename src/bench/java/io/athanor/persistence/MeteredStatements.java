package io.athanor.persistence;

import io.athanor.bus.Correlation;
import io.athanor.contract.Profiles.StatementsObserved;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Statements that are noted, or not: what noting costs. */
public final class MeteredStatements {

  private static final Statement POINT =
      new Statement("bench.point", "select n, n + 1 as next from (values ($1::int)) v (n)");

  private final Database database;
  private final StatementMeter meter;
  private final Context context;

  /** A pool on an event loop of its own; switched off, nothing is noted. */
  public MeteredStatements(Vertx vertx, JdbcTarget target, DatabaseConfig config, boolean on) {
    meter = meter(on);
    context = vertx.getOrCreateContext();
    database = Database.open(vertx, target, config, meter);
  }

  private static StatementMeter meter(boolean on) {
    CaptureConfig config = new CaptureConfig(on, 5_000, 10, false);
    return new StatementMeter(config, Duration.ofMillis(100), SlowLog.none(), Clock.systemUTC());
  }

  /** Runs so many statements on the event loop, some at a time; each ten belong to a request. */
  public Future<Void> run(int count, int atATime) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        go -> {
          List<Future<Void>> lanes = new ArrayList<>();
          for (int i = 0; i < atATime; i++) {
            lanes.add(lane(count / atATime));
          }
          Future.all(lanes)
              .<Void>mapEmpty()
              .onComplete(
                  ended -> {
                    meter.drain();
                    done.handle(ended);
                  });
        });
    return done.future();
  }

  private Future<Void> lane(int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    if (left % 10 == 0) {
      Correlation.id("bench-" + left);
    }
    return database.run(POINT, Tuple.of(left)).compose(rows -> lane(left - 1));
  }

  /** Closes the pool. */
  public Future<Void> close() {
    return database.close();
  }

  /**
   * Nanoseconds for noting one execution, from the question to the result, without a database.
   *
   * @param records how many
   * @param statements how many different ones, in turns
   * @param request whether each ten of them belong to a request, so that repeats are watched
   * @param on false for what is left when it is switched off
   */
  public static double nanosPerRecord(int records, int statements, boolean request, boolean on) {
    StatementMeter meter = meter(on);
    List<Statement> all = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      all.add(new Statement("bench.s" + i, "select a from t" + i + " where b = $1 and c = $2"));
    }
    String[] requests = new String[1_024];
    Tuple[] tuples = new Tuple[1_024];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = request ? UUID.randomUUID().toString() : null;
      tuples[i] = Tuple.of(UUID.randomUUID(), i);
    }
    long began = System.nanoTime();
    for (int i = 0; i < records; i++) {
      Statement statement = all.get(i % statements);
      Tuple tuple = tuples[i & 1_023];
      String correlation = requests[i / 10 & 1_023];
      meter.asked(statement, tuple, correlation);
      Timing timing = Timing.since(began, 1_000);
      meter.executed(
          statement, tuple, new Timing(timing.end(), 1_000, 50_000 + i % 977), 1, correlation);
      if (i % 10_000 == 0) {
        meter.drain();
      }
    }
    return (System.nanoTime() - began) / (double) records;
  }

  /** Bytes of what goes over the bus in one second of so many statements. */
  public static int bytesPerSecond(int records, int statements) {
    StatementMeter meter = meter(true);
    int size = 0;
    for (int second = 0; second < 2; second++) {
      for (int i = 0; i < records; i++) {
        int s = i % statements;
        Statement statement = new Statement("bench.s" + s, "select a from t" + s);
        long nanos = (long) (200_000 * Math.exp(new java.util.Random(i).nextGaussian()));
        Timing timing = new Timing(System.nanoTime(), 1_000, nanos);
        meter.executed(statement, Tuple.tuple(), timing, 1, "cli-" + i);
      }
      StatementsObserved observed = meter.drain();
      size = io.athanor.bus.Wire.encode(observed).length();
    }
    return size;
  }

  /** Nanoseconds for the fingerprint of one text, and its length. */
  public static double[] fingerprint(int rounds) {
    String text = GetStatement.including(List.of()).text();
    long seen = 0;
    long began = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      seen += Fingerprint.of(text).id().length();
    }
    double nanos = (System.nanoTime() - began) / (double) rounds;
    return new double[] {seen == 0 ? 0 : nanos, text.length()};
  }
}
