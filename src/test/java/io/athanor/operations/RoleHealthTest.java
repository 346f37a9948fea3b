package io.athanor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.Operations.Check;
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
    assertThat(web.answered(Role.CACHE, new Pong(true, "fine"), 1.5))
        .isEqualTo(new Check("cache", Status.HEALTHY, false, 1.5, "fine"));
    assertThat(web.answered(Role.PERSISTENCE, new Pong(false, null), 2))
        .isEqualTo(new Check("persistence", Status.UNHEALTHY, true, 2, ""));
  }

  @Test
  void silenceIsUnhealthyWhoeverIsSilent() {
    for (Role role : Role.values()) {
      assertThat(web.silent(role, hanging, 2_000).status()).isEqualTo(Status.UNHEALTHY);
    }
  }

  @Test
  void absenceMattersByRole() {
    assertThat(web.silent(Role.PERSISTENCE, absent, 1).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(web.silent(Role.CACHE, absent, 1).status()).isEqualTo(Status.DISABLED);
    assertThat(everything.silent(Role.CACHE, absent, 1).status()).isEqualTo(Status.UNHEALTHY);
    Check execution = web.silent(Role.EXECUTION, absent, 1);
    assertThat(execution.status()).isEqualTo(Status.DEGRADED);
    assertThat(execution.detail())
        .isEqualTo("nothing runs until a node with the execution role joins");
  }

  @Test
  void theWholeIsAsBadAsItsWorstPart() {
    Check well = new Check("a", Status.HEALTHY, true, 1, "");
    Check off = new Check("b", Status.DISABLED, false, 1, "");
    Check ill = new Check("c", Status.UNHEALTHY, false, 1, "");
    Check weak = new Check("d", Status.DEGRADED, false, 1, "");
    Check dead = new Check("e", Status.UNHEALTHY, true, 1, "");
    assertWhole(Status.HEALTHY, true, well, off);
    assertWhole(Status.DEGRADED, true, well, ill);
    assertWhole(Status.DEGRADED, true, weak, well);
    assertWhole(Status.UNHEALTHY, false, dead, well);
    assertWhole(Status.UNHEALTHY, false, weak, ill, dead);
  }

  private static void assertWhole(Status status, boolean ready, Check... checks) {
    assertThat(RoleHealth.report(List.of(checks)))
        .isEqualTo(new HealthReport(status, ready, List.of(checks)));
  }
}
