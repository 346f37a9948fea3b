package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.Await;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is looked at before an index is made. */
class ChangeChecksIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String CREATE = "CREATE INDEX CONCURRENTLY i_g ON \"public\".\"things\" (g)";

  @Test
  void oldTransactionsAndFullDisksAreSeen() throws Exception {
    Sql.execute(store.target(), "create table things as select 1 as id, 2 as g");
    Database database =
        Database.open(store.vertx(), store.target(), StoreNode.config(2), new StatementMeter());
    IndexOrder order =
        new IndexOrder(
            io.athanor.contract.Advice.Kind.CREATE,
            CREATE,
            "public",
            "i_g",
            "\"public\".\"things\"");
    ChangeChecks full = new ChangeChecks(store.vertx(), database, Optional.of(() -> 600L << 20));
    assertThat(Await.refusal(full.check(order, 100L << 20)).type()).isEqualTo("disk-too-full");
    assertThat(Await.value(full.check(order, 10L << 20)).notes()).isEmpty();
    try (Connection other = store.target().connect()) {
      other.setAutoCommit(false);
      Sql.execute(other, "update things set g = 1 where id = 1", "select pg_sleep(1.1)");
      ChangeChecks old =
          new ChangeChecks(store.vertx(), database, Optional.empty(), Duration.ofSeconds(1));
      assertThat(Await.refusal(old.check(order, 0)).type()).isEqualTo("old-transaction");
      other.rollback();
      assertThat(Await.value(old.check(order, 0)).notes()).hasSize(1);
    } finally {
      Await.value(database.close());
    }
  }
}
