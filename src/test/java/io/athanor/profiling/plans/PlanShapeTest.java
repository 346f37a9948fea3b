package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.as;
import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static io.athanor.profiling.plans.PlanJson.plan;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanShapeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "(id = 7) | (id = ?)",
        "(id = $1) | (id = ?)",
        "(id = '-7'::integer) | (id = ?)",
        "(colour = 'it''s (1)'::text) | (colour = ?)",
        "(colour = 'c1'::character varying) | (colour = ?)",
        "(found > '2026-01-01 00:00:00+00'::timestamp with time zone) | (found > ?)",
        "(weight < 10.5) | (weight < ?)",
        "(weight < '1.5e3'::numeric(10)) | (weight < ?)",
        "(memory <= ($7)::double precision) | (memory <= ?)",
        "(memory <= '7'::double precision) | (memory <= ?)",
        "(id = ANY ('{1,2,3}'::integer[])) | (id = ANY ?)",
        "(id = ANY ($5)) | (id = ANY ?)",
        "(column_2 = 3) | (column_2 = ?)",
        "(\"odd 7\" = 3) | (\"odd 7\" = ?)",
        "(a[1] = md5('x'::text)) | (a[?] = md5?)",
      })
  void constantsAreNoPartOfIt(String text, String expected) {
    assertThat(PlanShape.expression(text)).isEqualTo(expected);
  }

  private static String hash(String root) {
    return PlanShape.hash(plan(root).root());
  }

  private static String scan(String index, String condition, double cost) {
    return node(
            "Index Scan",
            on("stones") + ", 'Index Name': '" + index + "', 'Index Cond': '" + condition + "'")
        .replace("100.0", Double.toString(cost));
  }

  @Test
  void otherConstantsAndCostsHaveTheSameHash() {
    assertThat(hash(scan("a", "(id = 7)", 5))).isEqualTo(hash(scan("a", "(id = 8)", 900)));
    assertThat(hash(scan("a", "(id = 7)", 5))).isEqualTo(hash(scan("a", "(id = $1)", 5)));
    assertThat(hash(scan("a", "(id = 7)", 5))).matches("[0-9a-f]{16}");
  }

  @Test
  void anotherIndexOrConditionHasAnotherHash() {
    assertThat(hash(scan("a", "(id = 7)", 5)))
        .isNotEqualTo(hash(scan("b", "(id = 7)", 5)))
        .isNotEqualTo(hash(scan("a", "(weight = 7)", 5)))
        .isNotEqualTo(hash(node("Seq Scan", on("stones") + filter("(id = 7)"))));
  }

  private static String month(int number) {
    return node(
        "Index Scan",
        as("Member")
            + ", 'Relation Name': 'months_2026%02d', 'Alias': 'm_%d', 'Index Name': 'months_2026%02d_at_idx'"
                .formatted(number, number, number)
            + ", 'Index Cond': '(m_%d.at > $1)'".formatted(number));
  }

  @Test
  void monthsOfOneTableCountAsOne() {
    String two = node("Append", "", month(1), month(2));
    String three = node("Append", "", month(2), month(3), month(4));
    assertThat(hash(two)).isEqualTo(hash(three));
    String mixed =
        node("Append", "", month(1), node("Seq Scan", as("Member") + on("m_2") + filter("(x)")));
    assertThat(hash(mixed)).isNotEqualTo(hash(two));
  }

  @Test
  void twoEqualSidesOfAJoinStayTwo() {
    String side = node("Seq Scan", on("a"));
    assertThat(hash(node("Nested Loop", "", side, side)))
        .isNotEqualTo(hash(node("Nested Loop", "", side)));
  }

  @Test
  void aPlanWithoutConstantsHoldsNone() {
    Plan plan = plan(node("Seq Scan", on("people") + filter("(name = `sesame`::text)")));
    assertThat(PlanShape.withoutConstants(plan).toString())
        .doesNotContain("sesame")
        .contains("name = ?");
  }

  @Test
  void longTextsAreConstantsToo() {
    String text = "x".repeat(100_000) + "''".repeat(20_000);
    assertThat(PlanShape.expression("(name = '" + text + "'::text)")).isEqualTo("(name = ?)");
  }
}
