package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.actual;
import static io.athanor.profiling.plans.PlanJson.as;
import static io.athanor.profiling.plans.PlanJson.blocks;
import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static io.athanor.profiling.plans.PlanJson.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Json;
import io.athanor.contract.Plans.Explained;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.Node;
import io.athanor.contract.Plans.Taken;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTreeTest {

  private static final String INNER =
      node(
          "Seq Scan",
          as("Inner") + on("b") + filter("(x = $1)") + actual(1, 20, 99, 2) + blocks(90));
  private static final String OUTER =
      node("Seq Scan", as("Outer") + on("a") + actual(20, 1, 0, 3) + blocks(10));
  private static final String ROOT =
      node(
              "Nested Loop",
              ", 'Join Type': 'Left'" + actual(20, 1, 0, 45) + blocks(100),
              OUTER,
              INNER)
          .replace("100.0, 'Plan Rows': 10, 'Join", "250.0, 'Plan Rows': 10, 'Join");

  @Test
  void figuresAreOfAllLoopsAndOfTheNodeAlone() {
    List<Node> tree = PlanTree.of(plan(ROOT));
    assertThat(tree).extracting(Node::id).containsExactly("1", "1.1", "1.2");
    assertThat(tree).extracting(Node::selfMillis).containsExactly(2.0, 3.0, 40.0);
    assertThat(tree).extracting(Node::selfCost).containsExactly(50.0, 100.0, 100.0);
    assertThat(tree).extracting(Node::rows).containsExactly(20.0, 20.0, 20.0);
    assertThat(tree).extracting(Node::expectedRows).containsExactly(10.0, 10.0, 200.0);
    assertThat(tree).extracting(Node::blocks).containsExactly(0L, 10L, 90L);
    assertThat(tree.get(2).removed()).isEqualTo(1_980);
    assertThat(tree).extracting(Node::expensive).containsExactly(false, false, true);
    assertThat(tree.get(0).title()).isEqualTo("Nested Loop Left");
  }

  @Test
  void theTextMarksTheExpensiveNode() {
    String text = PlanText.of(PlanTree.of(plan(ROOT)));
    assertThat(text)
        .isEqualTo(
            """
               Nested Loop Left  (self 2.00 ms, rows 20 (expected 10), blocks 0)
                 -> Seq Scan on a  (self 3.00 ms, rows 20 (expected 10), blocks 10)
            =>   -> Seq Scan on b  (self 40.00 ms, rows 20 (expected 200), removed 1,980, loops 20, blocks 90)
                    Filter: (x = $1)
            """);
  }

  @Test
  void withoutExecutionTheCostDecides() {
    List<Node> tree =
        PlanTree.of(
            plan(
                node("Limit", "", node("Sort", ", 'Sort Key': ['a']", node("Seq Scan", on("a"))))));
    assertThat(tree).extracting(Node::rows).containsOnlyNulls();
    assertThat(tree)
        .filteredOn(Node::expensive)
        .extracting(Node::title)
        .containsExactly("Seq Scan on a");
    assertThat(PlanText.of(tree))
        .contains("=>     -> Seq Scan on a  (self cost 100, rows expected 10)");
  }

  @Test
  void belowAGatherTimeCountsOnce() {
    String worker =
        node("Seq Scan", ", 'Parallel Aware': true" + as("Outer") + on("a") + actual(10, 3, 0, 9));
    List<Node> tree = PlanTree.of(plan(node("Gather", actual(30, 1, 0, 10), worker)));
    assertThat(tree.get(0).selfMillis()).isEqualTo(1);
    assertThat(tree.get(1).title()).isEqualTo("Parallel Seq Scan on a");
  }

  @Test
  void theReportHasEverything() {
    Taken taken =
        new Taken(
            new Json(PlanJson.text(ROOT, ", 'Planning Time': 0.5, 'Execution Time': 45.5")),
            Mode.ANALYZED,
            "reader",
            null,
            18,
            List.of());
    Explained explained = PlanReport.of(taken);
    assertThat(explained.executionMillis()).isEqualTo(45.5);
    assertThat(explained.cost()).isEqualTo(250);
    assertThat(explained.tree()).hasSize(3);
    assertThat(explained.hash()).hasSize(16);
    assertThat(explained.plan()).isEqualTo(taken.plan());
  }
}
