package io.athanor.persistence;

import static io.athanor.contract.Histories.KEEP;
import static io.athanor.contract.Histories.KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Histories.Keep;
import io.athanor.contract.Histories.KeptPage;
import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.ReadKept;
import io.athanor.contract.Plans.Mode;
import io.athanor.support.Await;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** There is an end to the plans that are kept, and a page of them is read by the key. */
class PlanBoundsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeEach
  void forget() throws Exception {
    store.execute("truncate statement_plans");
  }

  private static KeptPlan kept(String statement, Mode mode, String hash, long second) {
    Instant at = Instant.ofEpochSecond(second);
    return new KeptPlan(
        statement, null, mode, hash, at, at, at, 1, 1, 1, 1, List.of(), List.of("x"), "text");
  }

  private static void keep(KeptPlan... plans) {
    store.get(KEEP, new Keep(List.of(plans)));
  }

  @Test
  void ofAStatementFiveAreKeptAndTheCurrentOneWithTheOneBeforeIt() throws Exception {
    keep(kept("a", Mode.GENERIC, "g1", 1), kept("a", Mode.GENERIC, "g2", 2));
    keep(kept("a", Mode.GENERIC, "g3", 3));
    for (int i = 0; i < 9; i++) {
      keep(kept("a", Mode.PLANNED, "p" + i, 10 + i));
    }
    assertThat(store.value("select string_agg(hash, ' ' order by hash) from statement_plans"))
        .isEqualTo("g2 g3 p6 p7 p8");
  }

  @Test
  void ofAThousandStatementsTheOldestGo() throws Exception {
    KeptPlan[] many = new KeptPlan[1_003];
    for (int i = 0; i < many.length; i++) {
      many[i] = kept("s" + (1_000_000 + i), Mode.GENERIC, "g", i);
    }
    keep(many);
    assertThat(store.value("select count(*) || ' ' || min(statement) from statement_plans"))
        .isEqualTo("1000 s1000003");
  }

  @Test
  void whatIsOlderThanWhatIsKeptChangesNothing() throws Exception {
    keep(kept("a", Mode.PLANNED, "p", 5));
    keep(kept("a", Mode.PLANNED, "p", 5), kept("b", Mode.PLANNED, "p", 5));
    keep(kept("a", Mode.PLANNED, "p", 4));
    assertThat(
            store.value(
                "select taken || ' ' || executions from statement_plans where statement = 'a'"))
        .isEqualTo("1 1");
    keep(kept("a", Mode.PLANNED, "p", 6));
    assertThat(
            store.value(
                "select taken || ' ' || executions from statement_plans where statement = 'a'"))
        .isEqualTo("2 2");
  }

  @Test
  void pagesGoByStatement() throws Exception {
    List<KeptPlan> all = new ArrayList<>();
    for (String name : "a b c d e f g".split(" ", -1)) {
      all.add(kept(name, Mode.GENERIC, "g", 1));
      all.add(kept(name, Mode.PLANNED, "p", 2));
    }
    keep(all.toArray(KeptPlan[]::new));
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      KeptPage page = store.get(KEPT, new ReadKept(null, 3, cursor));
      assertThat(page.plans()).hasSizeLessThanOrEqualTo(6).allMatch(one -> one.text() == null);
      page.plans().forEach(one -> seen.add(one.statement()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(String.join("", seen)).isEqualTo("aabbccddeeffgg");
    assertThat(store.get(KEPT, new ReadKept("c", 3, null)).plans())
        .extracting(KeptPlan::text)
        .containsExactly("text", "text");
    assertThat(Await.refusal(store.ask(KEPT, new ReadKept(null, 3, "x"))).type())
        .isEqualTo("bad-cursor");
  }

  @Test
  void pagesAreReadByTheKey() throws Exception {
    KeptPlan[] many = new KeptPlan[1_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = kept("s" + (1_000_000 + i), Mode.GENERIC, "g", i);
    }
    keep(many);
    store.execute("analyze statement_plans");
    try (Plans plans = Plans.open(store.target())) {
      for (Statement one : List.of(PlanStore.LIST, PlanStore.OF_ONE)) {
        Plans.Plan plan = plans.of(one, Tuple.of("s1000500", "", 4L));
        assertThat(plan.indexes()).as(plan.text()).containsExactly("statement_plans_pkey");
        assertThat(plan.scans()).isEmpty();
        assertThat(plan.blocks()).as(plan.text()).isLessThan(60);
      }
    }
  }
}
