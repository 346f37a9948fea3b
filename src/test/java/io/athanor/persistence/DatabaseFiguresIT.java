package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Figures;
import io.athanor.contract.Figures.PoolFigures;
import io.athanor.contract.Figures.TableEstimate;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is told of the connections and tables of a real server. */
class DatabaseFiguresIT {

  private static final int SIZE = 2;
  private static final int CALLS = 40;
  private static final Statement NAP = new Statement("test.nap", "select pg_sleep($1)");

  @RegisterExtension static final StoreNode store = new StoreNode(SIZE);

  private static void holds(PoolFigures figures) {
    assertThat(figures.size()).isEqualTo(SIZE);
    assertThat(figures.inUse()).isBetween(0L, (long) SIZE);
    assertThat(figures.idle()).isBetween(0L, (long) SIZE);
    assertThat(figures.waiting()).isBetween(0L, (long) CALLS);
    assertThat(figures.timeouts()).isNotNegative();
    for (int i = 1; i < figures.waits().size(); i++) {
      assertThat(figures.waits().get(i)).isGreaterThanOrEqualTo(figures.waits().get(i - 1));
    }
  }

  @Test
  void thePoolIsCountedAndNeverBelowNothing() {
    ConnectionMeter meter = new ConnectionMeter();
    List<PoolFigures> seen = new ArrayList<>();
    Database database =
        Database.open(
            store.vertx(), store.target(), StoreNode.config(SIZE), new StatementMeter(), meter);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(
          database
              .run(NAP, Tuple.of(0.01))
              .onComplete(
                  done -> {
                    synchronized (seen) {
                      seen.add(meter.figures());
                    }
                  }));
    }
    Await.value(Future.all(calls));
    PoolFigures end = meter.figures();
    assertThat(seen).hasSize(CALLS).allSatisfy(DatabaseFiguresIT::holds);
    assertThat(seen).anyMatch(one -> one.waiting() > 0);
    holds(end);
    assertThat(end.inUse()).isZero();
    assertThat(end.waiting()).isZero();
    assertThat(end.acquired()).isEqualTo(CALLS);
    assertThat(end.waited().count()).isEqualTo(CALLS);
    assertThat(end.maxWaiting()).isGreaterThan(SIZE);
    Await.value(database.close());
    assertThat(Await.value(database.run(NAP, Tuple.of(0)).otherwiseEmpty())).isNull();
    assertThat(meter.figures().timeouts()).isPositive();
  }

  @Test
  void tablesAreEstimatedAndNothingIsCounted() {
    PoolFigures pool = store.get(Figures.POOL, new Figures.ReadPool());
    holds(pool);
    List<TableEstimate> tables = store.get(Figures.TABLES, new Figures.ReadTables()).tables();
    assertThat(tables).hasSizeBetween(5, 20);
    assertThat(tables).extracting(TableEstimate::name).doesNotHaveDuplicates();
    assertThat(tables).allMatch(one -> one.rows() == null || one.rows() >= 0);
  }
}
