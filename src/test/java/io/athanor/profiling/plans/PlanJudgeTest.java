package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.actual;
import static io.athanor.profiling.plans.PlanJson.as;
import static io.athanor.profiling.plans.PlanJson.blocks;
import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static io.athanor.profiling.plans.PlanJson.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanJudgeTest {

  private static final String COLOUR = filter("(colour = `c1`::text)");

  private static List<Finding> judge(String root, Table... tables) {
    return PlanJudge.findings(plan(root), List.of(tables));
  }

  private static List<String> types(String root, Table... tables) {
    return judge(root, tables).stream().map(Finding::type).toList();
  }

  private static String seqScan(double kept, double removed, long blocks) {
    return node("Seq Scan", on("stones") + COLOUR + actual(kept, 1, removed, 5) + blocks(blocks));
  }

  @Test
  void aTableOfFiftyRowsIsNeverFlagged() {
    assertThat(judge(seqScan(1, 49, 1))).isEmpty();
    assertThat(judge(seqScan(0, 50, 1))).isEmpty();
    assertThat(judge(node("Seq Scan", on("stones") + COLOUR), new Table("public", "stones", 50, 1)))
        .isEmpty();
  }

  @Test
  void rowsThatAreReadForNothingAre() {
    assertThat(judge(seqScan(10, 99_990, 700)))
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.type()).isEqualTo("wasteful-scan");
              assertThat(finding.node()).isEqualTo("1");
              assertThat(finding.title()).isEqualTo("Seq Scan on stones");
              assertThat(finding.why()).isEqualTo("read 100,000 rows in 700 blocks and keeps 10");
              assertThat(finding.advice()).contains("index", "colour = 'c1'", "stones");
            });
  }

  @Test
  void aScanThatKeepsWhatItReadsIsNot() {
    assertThat(types(seqScan(100_000, 0, 700))).doesNotContain("wasteful-scan");
    assertThat(types(seqScan(50_000, 50_000, 700))).doesNotContain("wasteful-scan");
  }

  @Test
  void anIndexScanIsJudgedByTheSameRule() {
    String index = on("stones") + ", 'Index Name': 'by_year', 'Index Cond': '(year = 2026)'";
    assertThat(judge(node("Index Scan", index + COLOUR + actual(5, 1, 20_000, 5) + blocks(300))))
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.type()).isEqualTo("wasteful-scan");
              assertThat(finding.advice()).contains("to the index by_year");
            });
    assertThat(judge(node("Index Scan", index + actual(10, 1, 0, 1) + blocks(4)))).isEmpty();
  }

  @Test
  void manyBlocksForFewRowsAreFlagged() {
    String scan = node("Index Scan", on("stones") + actual(2, 1, 0, 5) + blocks(9_000));
    assertThat(judge(scan))
        .singleElement()
        .satisfies(finding -> assertThat(finding.advice()).contains("VACUUM stones"));
  }

  @Test
  void aPlanAloneIsJudgedByTheSizeOfTheTable() {
    String scan = node("Seq Scan", on("stones") + COLOUR);
    assertThat(types(scan, new Table("public", "stones", 100_000, 700)))
        .containsExactly("wasteful-scan");
    assertThat(judge(scan, new Table("public", "stones", -1, 0))).isEmpty();
    assertThat(judge(scan)).isEmpty();
  }

  @Test
  void partitionsAreJudgedTogether() {
    String[] months = new String[6];
    for (int i = 0; i < months.length; i++) {
      months[i] =
          node(
              "Seq Scan",
              as("Member")
                  + ", 'Relation Name': 'm_20260"
                  + i
                  + "', 'Alias': 'm_"
                  + i
                  + "'"
                  + COLOUR
                  + actual(1, 1, 600, 1));
    }
    assertThat(judge(node("Append", actual(6, 1, 0, 6), months)))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.why()).isEqualTo("read 3,606 rows in 6 partitions and keeps 6"));
  }

  @Test
  void loopsAreMultiplied() {
    String inner =
        node("Seq Scan", as("Inner") + on("stones") + COLOUR + actual(1, 200, 99, 1) + blocks(200));
    String outer = node("Seq Scan", as("Outer") + on("people") + actual(200, 1, 0, 1));
    assertThat(types(node("Nested Loop", actual(200, 1, 0, 300), outer, inner)))
        .contains("nested-loop-scan", "wasteful-scan");
    assertThat(judge(node("Nested Loop", actual(200, 1, 0, 300), outer, inner)))
        .anySatisfy(
            finding ->
                assertThat(finding.why())
                    .isEqualTo("stones is read from end to end 200 times, 20,000 rows in all"));
  }

  @Test
  void aNestedLoopIsJudgedBeforeItIsExecuted() {
    String inner = node("Seq Scan", as("Inner") + on("stones"));
    String outer = node("Seq Scan", as("Outer") + on("people"));
    assertThat(
            types(node("Nested Loop", "", outer, inner), new Table("public", "stones", 5_000, 9)))
        .containsExactly("nested-loop-scan");
  }

  @Test
  void aSubqueryForEachRowIsFlagged() {
    String sub =
        node(
            "Aggregate",
            as("SubPlan") + ", 'Subplan Name': 'SubPlan 1'" + actual(1, 500, 0, 1),
            node("Seq Scan", as("Outer") + on("stones") + COLOUR + actual(50, 500, 50, 1)));
    assertThat(types(node("Seq Scan", on("people") + actual(500, 1, 0, 600), sub)))
        .containsExactly("repeated-subquery");
  }

  @Test
  void bitmapsSortsAndHeapFetchesAreFlagged() {
    String bitmap =
        node(
            "Bitmap Heap Scan",
            on("stones")
                + ", 'Lossy Heap Blocks': 90, 'Recheck Cond': '(a = 1)'"
                + actual(9_000, 1, 0, 1));
    assertThat(types(bitmap)).contains("lossy-bitmap");
    String sort =
        node(
            "Sort",
            ", 'Sort Key': ['a'], 'Sort Method': 'external merge', 'Sort Space Used': 9000, 'Sort Space Type': 'Disk'"
                + actual(10, 1, 0, 1));
    assertThat(judge(sort))
        .singleElement()
        .satisfies(f -> assertThat(f.advice()).contains("order of a"));
    String only =
        node("Index Only Scan", on("stones") + ", 'Heap Fetches': 5000" + actual(5_000, 1, 0, 1));
    assertThat(types(only)).contains("heap-fetches");
  }

  @Test
  void wrongEstimatesAreFlaggedButNotBelowALimit() {
    String scan = on("stones") + as("Outer");
    assertThat(types(node("Seq Scan", scan + actual(50_000, 1, 0, 1))))
        .containsExactly("wrong-estimate");
    String few = node("Seq Scan", scan + ", 'Plan Rows': 90000" + actual(10, 1, 0, 1));
    assertThat(types(few)).containsExactly("wrong-estimate");
    assertThat(judge(node("Limit", actual(10, 1, 0, 1), few))).isEmpty();
  }

  @Test
  void aForeignKeyWithoutAnIndexIsFlagged() {
    Plan plan =
        plan(
            node("ModifyTable", ", 'Operation': 'Delete'" + on("stones") + actual(0, 1, 0, 2)),
            ", 'Execution Time': 500.0, 'Triggers': [{'Trigger Name': 'RI_ConstraintTrigger_a_1',"
                + " 'Constraint Name': 'holes_stone_fkey', 'Relation': 'stones', 'Time': 480.0, 'Calls': 100}]");
    assertThat(PlanJudge.findings(plan, List.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.type()).isEqualTo("slow-foreign-key");
              assertThat(finding.why()).contains("holes_stone_fkey", "480 ms", "100 rows");
            });
  }

  @Test
  void whatWasNeverExecutedIsNotFlagged() {
    assertThat(judge(node("Seq Scan", on("stones") + COLOUR + actual(0, 0, 0, 0)))).isEmpty();
  }
}
