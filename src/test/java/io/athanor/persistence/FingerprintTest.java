package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {

  private static String id(String sql) {
    return Fingerprint.of(sql).id();
  }

  private static String text(String sql) {
    return Fingerprint.of(sql).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select a from t where b = $1 and c in ($2)",
        "/* name.of-it */ SELECT a\n  FROM t\tWHERE b=$1 AND c IN ($2, $3,$4)",
        "select a -- why\n from t where b = 7 and c in (1, -2, 3.5e-7)",
        "select a from /* a /* nested */ one */ t where b = 'it''s' and c in ('x')",
        "select a from t where b = E'a\\'b' and c in ($1 /*, ... */)",
        "select a from t where b = $q$ 'x' -- $q$ and c in (X'ff', $2)",
        "select a from t where b = -1 and c in (.5)",
      })
  void whatDiffersInValuesBlanksCommentsAndCaseIsTheSame(String sql) {
    assertThat(id(sql)).isEqualTo(id("select a from t where b = $1 and c in ($1)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "select a from t;select b from t",
        "select a from t;select \"A\" from t",
        "select \"a\" from t;select \"A\" from t",
        "select a -> 'x' from t;select a ->> 'x' from t",
        "select a from t where b = 1;select a from t where b > 1",
        "select a from t where b in (1);select a from t where b in (select 1)",
        "select ab from t;select a b from t",
        "select a from t where (b, c) in ((1, 2));select a from t where (b, c) in ((1, 2), (3, 4))",
      })
  void whatIsAnotherStatementIsAnother(String one, String other) {
    assertThat(id(one)).isNotEqualTo(id(other));
  }

  @Test
  void theTextHasParametersButNoValues() {
    assertThat(text("/* x.y */ SELECT 'secret', 42, \"Col\" -- secret\nFROM t WHERE a IN (1,2)"))
        .isEqualTo("select ?, ?, \"Col\" from t where a in (?)");
    assertThat(text("select $1::text::json, e'secret\\'' , $12 from t limit $2"))
        .isEqualTo("select $1::text::json, ? , $12 from t limit $2");
    assertThat(text("select a from t where b in ($1)"))
        .isEqualTo("select a from t where b in ($1)");
  }

  @Test
  void wordsThatAreValuesAreOnlyWhereTheyAreOnes() {
    assertThat(id("select true, null from t where a is not null and b is true and c = false"))
        .isEqualTo(id("select $1, $2 from t where a is not null and b is true and c = $3"));
    assertThat(id("select a from t where b is null"))
        .isNotEqualTo(id("select a from t where b is $1"));
    assertThat(id("select extract(epoch from a) from t"))
        .isEqualTo(id("select extract($1 from a) from t"))
        .isNotEqualTo(id("select other(epoch from a) from t"));
    assertThat(text("select array[1, 2, null], a[1] from t"))
        .isEqualTo("select array[?], a[?] from t");
  }

  @Test
  void itStaysTheSameOverVersions() {
    assertThat(id("select 1")).isEqualTo("9b8b0cd3a1188c5a").hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "'",
        "select 'open",
        "$",
        "$1",
        "$tag$ open",
        "/* open",
        "/*",
        "--",
        "\"open",
        "in (",
        "in ()",
        "in (1",
        "e'\\",
        "select 1e",
        "🚀 'x'",
        "- 1",
        ")",
        "1.2.3",
        "a.b.c"
      })
  void nothingIsTooBroken(String sql) {
    assertThat(id(sql)).hasSize(16);
  }

  @Test
  void theWhereOfALongStatementIsWhole() {
    String long_ = "select a from t where " + "b = 'x' and ".repeat(5_000) + "c = 1";
    assertThat(text(long_)).endsWith("b = ? and c = ?").hasSizeGreaterThan(49_000);
  }
}
