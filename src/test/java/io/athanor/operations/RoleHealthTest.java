package io.athanor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.CheckKind;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoleHealthTest {

  private final RefusedException absent =
      new RefusedException(Failure.UNAVAILABLE, "No node serves it.");
  private final RefusedException hanging =
      new RefusedException(Failure.TIMEOUT, "no answer in time");

  private final RoleHealth everything =
      new RoleHealth(new OperationsConfig(Arrays.asList(Role.values()), List.of()));
  private final RoleHealth web =
      new RoleHealth(
          new OperationsConfig(List.of(Role.HTTP, Role.OPERATIONS), List.of(Role.PERSISTENCE)));

  @Test
  void criticalIsWhatIsRequiredOrEssentialHere() {
    assertThat(Role.values())
        .filteredOn(everything::critical)
        .containsExactlyInAnyOrder(Role.PERSISTENCE, Role.EXPERIMENTS, Role.HTTP);
    assertThat(Role.values())
        .filteredOn(web::critical)
        .containsExactlyInAnyOrder(Role.PERSISTENCE, Role.HTTP);
  }

  @Test
  void anAnswerIsTakenAtItsWord() {
    assertThat(RoleHealth.answered(new Pong(true, "fine"))).isEqualTo(Finding.healthy("fine"));
    assertThat(RoleHealth.answered(new Pong(false, "full")).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(RoleHealth.answered(new Pong(false, "full")).advice()).isNotEmpty();
  }

  @Test
  void silenceIsUnhealthyWhoeverIsSilent() {
    for (Role role : Role.values()) {
      assertThat(web.silent(role, hanging).status()).isEqualTo(Status.UNHEALTHY);
    }
  }

  @Test
  void absenceMattersByRole() {
    assertThat(web.silent(Role.PERSISTENCE, absent).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(web.silent(Role.CACHE, absent).status()).isEqualTo(Status.DISABLED);
    assertThat(everything.silent(Role.CACHE, absent).status()).isEqualTo(Status.UNHEALTHY);
    Finding execution = web.silent(Role.EXECUTION, absent);
    assertThat(execution.status()).isEqualTo(Status.DEGRADED);
    assertThat(execution.detail())
        .isEqualTo("nothing runs until a node with the execution role joins");
  }

  @Test
  void theWholeIsAsBadAsItsWorstPart() {
    Check well = check(Status.HEALTHY, true);
    Check off = check(Status.DISABLED, false);
    Check ill = check(Status.UNHEALTHY, false);
    Check weak = check(Status.DEGRADED, false);
    Check dead = check(Status.UNHEALTHY, true);
    assertWhole(Status.HEALTHY, true, well, off);
    assertWhole(Status.HEALTHY, true, off);
    assertWhole(Status.DEGRADED, true, well, ill);
    assertWhole(Status.DEGRADED, true, weak, well);
    assertWhole(Status.UNHEALTHY, false, dead, well);
    assertWhole(Status.UNHEALTHY, false, weak, ill, dead);
  }

  private static Check check(Status status, boolean critical) {
    return new Check("a", status, critical, CheckKind.PROBED, List.of(), 1, "", "", null);
  }

  private static void assertWhole(Status status, boolean ready, Check... checks) {
    assertThat(HealthRegistry.of(List.of(checks)))
        .isEqualTo(new HealthReport(status, ready, List.of(checks)));
  }
}
