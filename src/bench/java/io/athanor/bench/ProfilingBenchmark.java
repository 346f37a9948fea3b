package io.athanor.bench;

import io.athanor.persistence.MeteredStatements;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * What it costs to note every statement: nanoseconds for one, and the throughput of statements with
 * it and without, in turns, so that both meet the same noise.
 */
final class ProfilingBenchmark implements Benchmark {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
  private static final int STATEMENTS = Integer.getInteger("bench.statements", 10_000);
  private static final int AT_A_TIME = 8;
  private static final int RECORDS = 2_000_000;
  private static final int DIFFERENT = 200;

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("profiling");
    records(figures);
    throughput(figures);
    return figures;
  }

  private static void records(Figures figures) {
    Sample alone = new Sample();
    Sample requests = new Sample();
    Sample off = new Sample();
    Sample prints = new Sample();
    double length = 0;
    for (int i = 0; i < 1 + ROUNDS / 3; i++) {
      alone.add(MeteredStatements.nanosPerRecord(RECORDS, DIFFERENT, false, true));
      requests.add(MeteredStatements.nanosPerRecord(RECORDS, DIFFERENT, true, true));
      off.add(MeteredStatements.nanosPerRecord(RECORDS, DIFFERENT, true, false));
      double[] print = MeteredStatements.fingerprint(20_000);
      prints.add(print[0]);
      length = print[1];
    }
    figures
        .add("nanosPerRecord", alone.rest())
        .add("nanosPerRecordInRequest", requests.rest())
        .add("nanosSwitchedOff", off.rest())
        .add("nanosPerFingerprint", prints.rest())
        .add("charactersOfItsText", length)
        .add("busBytesPerSecond", MeteredStatements.bytesPerSecond(10_000, DIFFERENT));
  }

  private static void throughput(Figures figures) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (DurableDatabase database = DurableDatabase.start()) {
      var config = Settings.defaults().database().sharedBy(2);
      var on = new MeteredStatements(vertx, database.target(), config, true);
      var off = new MeteredStatements(vertx, database.target(), config, false);
      Sample with = new Sample();
      Sample without = new Sample();
      for (int i = 0; i < 1 + ROUNDS; i++) {
        boolean first = i % 2 == 0;
        if (first) {
          with.add(rate(on));
        }
        without.add(rate(off));
        if (!first) {
          with.add(rate(on));
        }
        Figures.progress("round %d: %.0f with, %.0f without", i, with.last(), without.last());
      }
      figures
          .add("statementsPerSecondOn", with.rest())
          .add("statementsPerSecondOff", without.rest())
          .add("ratio", with.rest().by(without.rest()));
      on.close().await(10, TimeUnit.SECONDS);
      off.close().await(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static double rate(MeteredStatements statements) throws Exception {
    long began = System.nanoTime();
    statements.run(STATEMENTS, AT_A_TIME).await(120, TimeUnit.SECONDS);
    return STATEMENTS * 1e9 / (System.nanoTime() - began);
  }
}
