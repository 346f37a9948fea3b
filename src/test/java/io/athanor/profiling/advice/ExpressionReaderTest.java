package io.athanor.profiling.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.profiling.advice.Condition.Form;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions as the server prints them in plans, and as people write them. */
class ExpressionReaderTest {

  /** What a condition demands of the columns that are named p.something, or nothing. */
  private static List<Condition> conditions(String text) {
    return ConditionReader.read(text).parts().stream()
        .flatMap(part -> Condition.of(part, column -> column.path().equals(List.of("p"))).stream())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(p.domain = 'physics'::text) | EQUAL domain",
        "($1 = p.domain) | EQUAL domain",
        "((p.c)::text = 'x'::text) | EQUAL (c)::text",
        "(p.a = (InitPlan 1).col1) | EQUAL a",
        "(p.c = 'x'::\"char\") | EQUAL c",
        "(p.state = 'a'::advice_test.state) | EQUAL state",
        "(p.\"Weird \"\"Name\"\"\" = 1) | EQUAL \"Weird \"\"Name\"\"\"",
        "(EXTRACT(year FROM p.d) = '2020'::numeric) | EQUAL EXTRACT(year FROM d)",
        "(lower((p.title)::text) = 'x'::text) | EQUAL lower((title)::text)",
        "((p.data ->> 'k'::text) = 'x'::text) | EQUAL data ->> 'k'::text",
        "((p.arr[1]) = 3) | EQUAL arr[1]",
        "((p.id % 10) = 3) | EQUAL id % 10",
        "(p.ts = timestamp with time zone '2020-01-01') | EQUAL ts",
        "(p.id = ANY ('{1,2}'::integer[])) | ONE_OF id",
        "(p.id = ANY ($1)) | ONE_OF id",
        "((p.s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) "
            + "| ONE_OF (s)::text",
        "p.id IN (1, 2) | ONE_OF id",
        "p.id in (select 1 from t where (a = b)) | ONE_OF id",
        "(p.gone IS NULL) | IS_NULL gone",
        "(p.gone IS NOT NULL) | NOT_NULL gone",
        "p.active | TRUTH active",
        "(NOT p.active) | TRUTH active",
        "(p.flag IS TRUE) | TRUTH flag",
        "(p.year > 2000) | RANGE year",
        "(2000 < p.year) | RANGE year",
        "(ROW(p.a, p.b) < ROW($1, $2)) | RANGE ROW(a, b)",
        "(p.title ~~ 'x%'::text) | PREFIX title",
        "p.title LIKE 'x%' | PREFIX title",
        "((p.title ~>=~ 'x'::text)) | PREFIX title",
        "(p.title ~~ '%x%'::text) | OPERATOR title",
        "(p.title ~~* 'x%'::text) | OPERATOR title",
        "(p.data @? '$.\"a\"'::jsonpath) | OPERATOR data",
        "(p.data ?& '{a,b}'::text[]) | OPERATOR data",
        "('{a}'::text[] <@ p.tags) | OPERATOR tags",
        "(p.pt ~= '(1,2)'::point) | OPERATOR pt",
        "(p.year = ((date_part('year'::text, now()))::integer)) | EQUAL year",
        "(p.d = CURRENT_DATE) | EQUAL d",
        "(p.x = -5) | EQUAL x",
        "p.at < now() - interval '1 day' | RANGE at",
        "(p.at AT TIME ZONE 'UTC'::text) = $1 | EQUAL at AT TIME ZONE 'UTC'::text",
        "p.t = CASE WHEN true THEN 1 ELSE 2 END | EQUAL t",
        "p.t = $$it's$$ /* why */ -- so | EQUAL t",
        "p.t = E'it\\'s' | EQUAL t"
      })
  void oneConditionIsUnderstood(String text, String expected) {
    assertThat(conditions(text))
        .extracting(one -> one.form() + " " + one.subject().text())
        .containsExactly(expected);
    assertThat(ConditionReader.read(text).notRead()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(NOT (hashed SubPlan 1))",
        "(NOT (ANY (p.id = (hashed SubPlan 1).col1)))",
        "(ANY (p.id = (hashed SubPlan 1).col1))",
        "(p.a = (SubPlan 1))",
        "((SubPlan 1) = 5)",
        "EXISTS(SubPlan 1)",
        "(p.a = p.b)",
        "(p.a <> 5)",
        "(p.s <> ALL ('{a,b}'::text[]))",
        "p.s NOT IN ('a', 'b')",
        "p.s NOT LIKE 'a%'",
        "(p.a IS DISTINCT FROM 3)",
        "p.a NOT BETWEEN 1 AND 2",
        "(o.a = 5)",
        "CASE WHEN (p.a > 1) THEN true ELSE false END"
      })
  void whatNoIndexFindsIsNoCondition(String text) {
    assertThat(conditions(text)).isEmpty();
    assertThat(ConditionReader.read(text).notRead()).isEmpty();
  }

  @Test
  void partsAreJoinedByAndOr() {
    assertThat(conditions("((p.a = 1) AND ((p.b = 2) OR ((p.c = 3) AND (p.d > 4))))"))
        .extracting(one -> one.subject().text() + " " + one.alternative())
        .containsExactly("a false", "b true", "c true", "d true");
    assertThat(conditions("p.a between 1 and 5 and not p.b = 3 and p.c = 4"))
        .extracting(one -> one.subject().text() + one.operator())
        .containsExactly("a>=", "a<=", "c=");
  }

  @Test
  void ofWhatIsNotUnderstoodTheRestIs() {
    ConditionReader.Read read =
        ConditionReader.read("((p.a = 1) AND (p.b = XMLTHING x y FROM q.z) AND (? weird what))");
    assertThat(read.parts()).extracting(Expression::text).contains("a = 1");
    assertThat(read.notRead()).singleElement().asString().contains("weird");
    assertThat(conditions("((p.a = 1) AND (p.b = XMLTHING x y))"))
        .extracting(one -> one.form() + one.subject().text())
        .containsExactly("EQUALa", "EQUALb");
  }

  @Test
  void joinsAreSeenFromBothSides() {
    Condition condition = conditions("(a.id = p.a_id)").get(0);
    assertThat(condition.joins()).isTrue();
    assertThat(condition.constant()).isFalse();
    assertThat(condition.form()).isEqualTo(Form.EQUAL);
    assertThat(conditions("(p.a_id = $1)").get(0).joins()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(", "a = ", "a = 'x", "a b", "a + )", "$$x", "a ~", "case when"})
  void nothingElseIsThrown(String text) {
    assertThatThrownBy(() -> ExpressionReader.read(text)).isInstanceOf(UnreadableException.class);
    assertThat(ConditionReader.read(text)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p.created_at DESC NULLS LAST | created_at DESC NULLS LAST",
        "p.created_at DESC | created_at DESC",
        "a NULLS FIRST | a NULLS FIRST",
        "a asc nulls last | a",
        "lower(p.title) COLLATE \"C\" DESC | lower(title) COLLATE \"C\" DESC"
      })
  void sortKeysHaveADirection(String text, String expected) {
    SortKey key = SortKey.read(text);
    assertThat(key.what().text() + key.suffix()).isEqualTo(expected);
  }

  @Test
  void theSameIsTheSameHoweverItIsWritten() {
    assertThat(IndexKey.canonical("(state)::text = 'queued'::text"))
        .isEqualTo(IndexKey.canonical("((p.state)='queued')"));
    assertThat(IndexKey.canonical("(n)::text")).isNotEqualTo(IndexKey.canonical("n"));
    assertThat(IndexKey.canonical("a + b * c")).isNotEqualTo(IndexKey.canonical("(a + b) * c"));
  }
}
