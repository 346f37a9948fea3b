package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.actual;
import static io.athanor.profiling.plans.PlanJson.as;
import static io.athanor.profiling.plans.PlanJson.blocks;
import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static io.athanor.profiling.plans.PlanJson.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanReaderTest {

  @Test
  void aNodeHasWhatTheServerPrinted() {
    Plan plan =
        plan(
            node(
                "Index Scan",
                on("stones")
                    + ", 'Index Name': 'stones_pkey', 'Scan Direction': 'Backward', 'Startup Cost': 0.5,"
                    + " 'Plan Width': 8, 'Index Cond': '(id = $1)', 'Index Searches': 3, 'Output': ['id']"
                    + filter("(colour = `c1`::text)")
                    + actual(2.5, 4, 10, 0.25)
                    + blocks(30)),
            ", 'Query Identifier': -77, 'Planning Time': 0.5, 'Execution Time': 1.5,"
                + " 'Settings': {'enable_seqscan': 'off'}, 'Triggers': [{'Trigger Name':"
                + " 'RI_ConstraintTrigger_a_1', 'Constraint Name': 'fk', 'Relation': 'stones', 'Time': 12.5, 'Calls': 3}]");
    PlanNode node = plan.root();
    assertThat(plan.queryId()).isEqualTo(-77);
    assertThat(plan.settings()).containsEntry("enable_seqscan", "off");
    assertThat(plan.triggers())
        .containsExactly(new Plan.Trigger("RI_ConstraintTrigger_a_1", "fk", "stones", 12.5, 3));
    assertThat(node.type()).isEqualTo("Index Scan");
    assertThat(node.target())
        .isEqualTo(new PlanNode.Target("stones", "public", "stones", "stones_pkey", null));
    assertThat(node.conditions(ConditionKind.INDEX)).containsExactly("(id = $1)");
    assertThat(node.conditions(ConditionKind.SORT_KEY)).isEmpty();
    assertThat(node.estimate()).isEqualTo(new PlanNode.Estimate(0.5, 100, 10, 8));
    assertThat(node.actual().allRows()).isEqualTo(10);
    assertThat(node.actual().allRemoved()).isEqualTo(40);
    assertThat(node.actual().allMillis()).isEqualTo(1);
    assertThat(node.actual().indexSearches()).isEqualTo(3);
    assertThat(node.blocks().touched()).isEqualTo(30);
    assertThat(node.variant().direction()).isEqualTo("Backward");
    assertThat(node.output()).containsExactly("id");
  }

  @Test
  void keysSortsAndChildrenAreRead() {
    Plan plan =
        plan(
            node(
                "Sort",
                ", 'Sort Key': ['a', 'b DESC'], 'Sort Method': 'external merge', 'Sort Space Used': 900,"
                    + " 'Sort Space Type': 'Disk'"
                    + actual(1, 1, 0, 1),
                node("CTE Scan", as("Outer") + ", 'CTE Name': 'found', 'Alias': 'f'"),
                node(
                    "Function Scan",
                    as("InitPlan") + ", 'Subplan Name': 'InitPlan 1', 'Function Name': 'f'")));
    assertThat(plan.root().conditions(ConditionKind.SORT_KEY)).containsExactly("a", "b DESC");
    assertThat(plan.root().actual().sort())
        .isEqualTo(new PlanNode.Sort("external merge", 900, true));
    assertThat(plan.root().children())
        .extracting(n -> n.target().other())
        .containsExactly("found", "f");
    assertThat(plan.root().children().get(1).place().subplan()).isEqualTo("InitPlan 1");
    assertThat(plan.root().children().get(0).executed()).isFalse();
    assertThat(plan.queryId()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "{}", "[]", "[{\"Plan\": {}}]"})
  void whatIsNoPlanIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PlanReader.read(text));
  }
}
