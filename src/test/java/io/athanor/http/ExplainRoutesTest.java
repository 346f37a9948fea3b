package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Histories;
import io.athanor.contract.Histories.Flip;
import io.athanor.contract.Histories.PlanList;
import io.athanor.contract.Histories.SeenPlan;
import io.athanor.contract.Histories.StatementPlans;
import io.athanor.contract.Json;
import io.athanor.contract.Plans;
import io.athanor.contract.Plans.Explained;
import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.Node;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainRoutesTest {

  private static final String PATH = "/admin/database/explain";
  private static final Finding FINDING =
      new Finding("wasteful-scan", "1", "Seq Scan on t", "read much", "an index");

  private final AtomicReference<Plans.Explain> asked = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Explained explained() {
    Node root =
        new Node(
            "1", 0, "Seq Scan on t", List.of("Filter: x"), 9, 1.5, 10, 1.0, 1.0, 9.0, 3L, true);
    return new Explained(
        Mode.ANALYZED,
        "athanor_reader",
        null,
        18,
        "a1",
        9.5,
        0.5,
        1.5,
        List.of(root),
        List.of(FINDING),
        "text",
        new Json("[{\"Plan\":{\"Total Cost\":1.50}}]"));
  }

  @Test
  void aStatementIsExplained() throws Exception {
    node.neighbours()
        .serve(
            Plans.EXPLAIN,
            one -> {
              asked.set(one);
              return Future.succeededFuture(explained());
            });
    HttpNode.Answer answer =
        node.post(PATH, "{\"sql\":\"select $1\",\"parameters\":[\"7\"],\"analyze\":true}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"plan\":[{\"Plan\":{\"Total Cost\":1.50}}]");
    assertThat(answer.json().containsKey("note")).isFalse();
    assertThat(asked.get().parameters()).containsExactly("7");
    assertThat(asked.get().analyze()).isTrue();
    assertThat(asked.get().generic()).isFalse();
    assertThat(node.post(PATH, "{\"name\":\"attempts.claim\"}").status()).isEqualTo(200);
    assertThat(asked.get().name()).isEqualTo("attempts.claim");
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertThat(node.post(PATH, "{}").text()).contains("give either sql or the name");
    assertThat(node.post(PATH, "{\"sql\":\"a\",\"name\":\"b\"}").status()).isEqualTo(422);
    assertThat(node.post(PATH, "{\"sql\":\"a\",\"parameters\":[7]}").status()).isEqualTo(422);
    assertThat(node.get("/admin/database/plans?x=1").status()).isEqualTo(422);
    assertThat(node.withoutKey("/admin/database/plans").status()).isEqualTo(401);
  }

  @Test
  void aRefusalSaysWhy() throws Exception {
    Refusal refusal =
        new Refusal(
            io.athanor.contract.Failure.UNPROCESSABLE,
            "statement-writes",
            "Only statements that read are explained.",
            "Explain the SELECT.",
            null);
    node.neighbours()
        .serve(Plans.EXPLAIN, one -> Future.failedFuture(new RefusedException(refusal)));
    HttpNode.Answer answer = node.post(PATH, "{\"sql\":\"delete from t\"}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getString("type")).isEqualTo("/problems/statement-writes");
    assertThat(answer.json().getString("advice")).isEqualTo("Explain the SELECT.");
  }

  @Test
  void plansAreListed() throws Exception {
    SeenPlan seen =
        new SeenPlan(
            "a1",
            Mode.GENERIC,
            true,
            Instant.EPOCH,
            Instant.EPOCH,
            1,
            0,
            null,
            9.5,
            List.of(FINDING),
            null);
    Flip flip = new Flip("a.b", "a0", "a1", Instant.EPOCH, 1, 5, "x became y");
    PlanList list =
        new PlanList(List.of(new StatementPlans("a.b", null, List.of(seen))), List.of(flip), null);
    node.neighbours().serve(Histories.LIST, one -> Future.succeededFuture(list));
    assertThat(node.get("/admin/database/plans").json().getJsonArray("flips")).hasSize(1);
    assertThat(node.get("/admin/database/plans?statement=a.b").status()).isEqualTo(200);
  }
}
