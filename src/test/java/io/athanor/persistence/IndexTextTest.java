package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create index a on papers (year) | \"papers\"",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a ON ONLY public.\"Pa\"\"pers\" (x); | \"public\".\"Pa\"\"pers\"",
        "/* why */ create index on papers using gin (data jsonb_path_ops) where x > 'on; a' | \"papers\"",
      })
  void theTableIsFound(String sql, String table) {
    assertThat(IndexText.of(sql).table()).isEqualTo(table);
    assertThat(IndexText.of(sql).definition()).doesNotContain("CONCURRENTLY").doesNotEndWith(";");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "select 1",
        "create index",
        "create index a",
        "create index a on",
        "create index a on papers (x); drop table papers",
        "create table on papers (x)",
        "create index a on 'papers' (x)",
        "create index a on papers (x) where y = 'open"
      })
  void allElseIsRefusedInWords(String sql) {
    assertThatThrownBy(() -> IndexText.of(sql)).isInstanceOf(IllegalArgumentException.class);
  }
}
