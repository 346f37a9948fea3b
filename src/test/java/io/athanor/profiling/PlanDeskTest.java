package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Histories;
import io.athanor.contract.Histories.ListPlans;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Named;
import io.athanor.support.Executed;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PlanDeskTest {

  @Test
  void aNameThatNoStatementHasIsRefusedWithTheListOfNames(Vertx vertx) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    Workload workload = new Workload(10, Instant.EPOCH);
    workload.observe(Executed.times("records.list", 1, 1));
    new PlanDesk(vertx, node.open(Role.PROFILING), workload).serve(true).await(5, SECONDS);
    Neighbours bus = new Neighbours(node);
    bus.serve(
        WhatIf.STATEMENTS,
        all -> Future.succeededFuture(new WhatIf.Statements(List.of(new Named("a.b", "x")))));
    bus.serve(
        Histories.KEPT, asked -> Future.succeededFuture(new Histories.KeptPage(List.of(), null)));
    assertThatThrownBy(() -> list(bus, "nope"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().type()).isEqualTo("unknown-statement");
              assertThat(e.refusal().detail()).contains("nope");
              assertThat(e.refusal().advice()).contains("athanor db stats");
            });
    for (String known : new String[] {"a.b", "records.list", null}) {
      assertThat(list(bus, known).statements()).isEmpty();
    }
  }

  private static Histories.PlanList list(Neighbours bus, String name) throws Exception {
    return bus.request(Histories.LIST, new ListPlans(name, 50, null, Caller.ADMIN))
        .await(5, SECONDS);
  }
}
