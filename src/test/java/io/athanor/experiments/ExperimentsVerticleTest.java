package io.athanor.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Submit;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failure;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.RuntimeReport;
import io.athanor.contract.Queue;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.contract.State;
import io.athanor.contract.Submission;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ExperimentsVerticleTest {

  private static final Caller ADA = new Caller("ada");

  private final List<Queue.Insert> inserted = new CopyOnWriteArrayList<>();
  private final AtomicInteger looks = new AtomicInteger();
  private NodeBus node;
  private Bus store;
  private volatile State state = State.QUEUED;

  @BeforeEach
  void deploy(Vertx vertx) {
    node = NodeBus.create(vertx);
    store = node.open(Role.PERSISTENCE);
    Await.value(vertx.deployVerticle(new ExperimentsVerticle(node, Submissions.CONFIG)));
    Bus worker = node.open(Role.EXECUTION);
    Await.value(
        worker.serve(
            Operations.SANDBOX,
            ask ->
                Future.succeededFuture(
                    new Operations.SandboxReport(
                        "strict",
                        List.of(),
                        null,
                        List.of(
                            new RuntimeReport("python", true, "3.11", null),
                            new RuntimeReport("node", false, null, "apt-get install nodejs"))))));
  }

  private void storeAccepts() {
    Await.value(
        store.serve(
            Queue.INSERT,
            insert -> {
              inserted.add(insert);
              return Future.succeededFuture(
                  new Submitted(
                      insert.experiments().stream()
                          .map(one -> new Accepted(one.id(), state, one.fingerprint(), null, null))
                          .toList()));
            }));
  }

  private void nodesAre(Nodes.Node... nodes) {
    Await.value(
        store.serve(
            Nodes.LIST,
            ask -> {
              looks.incrementAndGet();
              return Future.succeededFuture(new Nodes.NodeList(List.of(nodes)));
            }));
  }

  private static Nodes.Node worker(String pool, String tier, int slots, String... runtimes) {
    return new Nodes.Node(
        UUID.randomUUID(),
        "w",
        List.of("execution"),
        List.of(pool),
        List.of(runtimes),
        tier,
        slots,
        1L << 30,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        null);
  }

  private Future<Submitted> submit(Submission... submissions) {
    return store.request(
        Experiments.SUBMIT, new Submit(Arrays.asList(submissions), ADA, "key", "digest"));
  }

  private List<String> warnings(String fields) {
    return Await.value(submit(Submissions.with(fields))).experiments().get(0).warnings();
  }

  @Test
  void whatIsGoodIsStoredWithItsCallerAndKey() {
    storeAccepts();
    nodesAre(worker("default", "strict", 2, "python"));
    Submitted submitted = Await.value(submit(Submissions.with("{}"), Submissions.with("{}")));
    assertThat(inserted).hasSize(1);
    Queue.Insert insert = inserted.get(0);
    assertThat(insert.caller()).isEqualTo(ADA);
    assertThat(insert.idempotencyKey()).isEqualTo("key");
    assertThat(insert.requestDigest()).isEqualTo("digest");
    assertThat(submitted.experiments())
        .extracting(Accepted::id)
        .containsExactlyElementsOf(insert.experiments().stream().map(Queue.Planned::id).toList());
    assertThat(submitted.experiments()).allMatch(one -> one.warnings().isEmpty());
  }

  @Test
  void oneBadExperimentStoresNone() {
    storeAccepts();
    nodesAre();
    Refusal refusal =
        Await.refusal(submit(Submissions.with("{}"), Submissions.with("{\"priority\": 200}")));
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.errors()).extracting("field").containsExactly("experiments[1].priority");
    assertThat(inserted).isEmpty();
  }

  @Test
  void aRuntimeOnNoNodeIsRefusedWithThePackageToInstall() {
    storeAccepts();
    nodesAre(worker("default", "strict", 2, "python", "bash"));
    Refusal refusal =
        Await.refusal(submit(Submissions.with("{}"), Submissions.with("{\"runtime\": \"node\"}")));
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.errors()).extracting("field").containsExactly("experiments[1].runtime");
    assertThat(refusal.advice()).contains("apt-get install nodejs");
    assertThat(inserted).isEmpty();
  }

  @Test
  void whereNobodyRunsProgramsTheyWaitAndTheSubmitterIsTold() {
    storeAccepts();
    nodesAre(worker("default", "none", 0));
    assertThat(warnings("{}")).singleElement().asString().contains("pool default", "python");
  }

  @Test
  void aPoolThatNobodyServesIsAWarning() {
    storeAccepts();
    nodesAre(worker("default", "strict", 2, "python"), worker("gpu", "strict", 1, "bash"));
    assertThat(warnings("{}")).isEmpty();
    assertThat(warnings("{\"pool\": \"gpu\"}")).singleElement().asString().contains("pool gpu");
  }

  @Test
  void whatIsTooLargeForEveryNodeIsToldAtOnce() {
    storeAccepts();
    nodesAre(worker("default", "strict", 2, "python"), worker("gpu", "strict", 8, "python"));
    assertThat(warnings("{\"requests\": {\"cpu\": 1.5}}")).isEmpty();
    assertThat(warnings("{\"requests\": {\"cpu\": 2.5}}"))
        .containsExactly("No node that serves it has 3 processors at present; it waits.");
    assertThat(warnings("{\"limits\": {\"memory\": \"2GB\"}}"))
        .containsExactly("No node that serves it has 2GB of memory at present; it waits.");
    assertThat(
            warnings("{\"limits\": {\"memory\": \"2GB\"}, \"requests\": {\"memory\": \"0.5GB\"}}"))
        .isEmpty();
    assertThatThrownBy(() -> warnings("{\"requests\": {\"memory\": \"2GB\"}}"))
        .hasMessageContaining("requests.memory");
  }

  @Test
  void aTierThatNobodyReachesIsAWarning() {
    storeAccepts();
    nodesAre(worker("default", "namespaced", 2, "python"));
    assertThat(warnings("{\"requiredTier\": \"landlock\"}")).isEmpty();
    assertThat(warnings("{\"requiredTier\": \"strict\"}"))
        .singleElement()
        .asString()
        .contains("strict");
  }

  @Test
  void aResultThatWasReusedNeedsNoWarning() {
    state = State.COMPLETED;
    storeAccepts();
    nodesAre();
    assertThat(warnings("{\"reuse\": \"finished\"}")).isEmpty();
  }

  @Test
  void nodesAreLookedUpOnceForManySubmissions() {
    storeAccepts();
    nodesAre(worker("default", "strict", 2, "python"));
    List<Future<Submitted>> all =
        java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> submit(Submissions.with("{}")))
            .toList();
    Await.value(Future.all(all));
    assertThat(inserted).hasSize(50);
    assertThat(looks).hasValue(1);
  }

  @Test
  void aStoreThatIsAwayIsSaidSoAndAskedAgain() {
    assertThat(Await.refusal(submit(Submissions.with("{}"))).failure())
        .isEqualTo(Failure.UNAVAILABLE);
    nodesAre(worker("default", "strict", 2, "python"));
    storeAccepts();
    assertThat(warnings("{}")).isEmpty();
  }

  @Test
  void theRefusalOfTheStoreIsPassedOn() {
    nodesAre();
    Await.value(
        store.serve(
            Queue.INSERT,
            insert ->
                Future.failedFuture(
                    new RefusedException(
                        new Refusal(Failure.CONFLICT, "other-body", "No.", "Why.", null)))));
    Refusal refusal = Await.refusal(submit(Submissions.with("{}")));
    assertThat(refusal.failure()).isEqualTo(Failure.CONFLICT);
    assertThat(refusal.type()).isEqualTo("other-body");
    assertThat(refusal.advice()).isEqualTo("Why.");
  }
}
