package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Caller;
import io.athanor.contract.Checks;
import io.athanor.contract.Checks.Invariant;
import io.athanor.contract.Checks.Progress;
import io.athanor.contract.Checks.Report;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InvariantCheckIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Report check() {
    store.get(Checks.BEGIN, new Checks.Begin(Caller.ADMIN));
    return await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> store.get(Checks.LOOK, new Checks.Look(Caller.ADMIN)),
            report -> report.progress() != Progress.RUNNING);
  }

  @Test
  void whatIsBrokenIsNamedAndTheRestHolds() throws Exception {
    assertThat(store.get(Checks.LOOK, new Checks.Look(Caller.ADMIN)).progress())
        .isEqualTo(Progress.NEVER);
    UUID id = store.insert(Draft.in("p")).get(0);
    Report whole = check();
    assertThat(whole.progress()).isEqualTo(Progress.DONE);
    assertThat(whole.invariants()).hasSize(InvariantQueries.all().size());
    assertThat(whole.invariants()).allMatch(one -> one.broken().isEmpty());
    store.execute("delete from ready where experiment_id = '" + id + "'");
    assertThat(check().invariants())
        .filteredOn(one -> !one.broken().isEmpty())
        .extracting(Invariant::name)
        .containsExactly("I1 every experiment is in exactly one place");
    store.clear();
  }
}
