package io.athanor.profiling.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Writes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdatedColumnsTest {

  private static final KnownTables KNOWN =
      KnownTables.of(List.of(table("public", "t"), table("s", "t"), table("public", "u")));

  private static Table table(String schema, String name) {
    return new Table(
        schema, name, 1, 1, false, new Writes(0, 0, 0, 0), List.of(), List.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update t set a = 1 where b = 2 | public.t.a",
        "UPDATE s.t AS x SET \"a\" = f(b, c), d = (select 1) FROM o WHERE true | s.t.a,s.t.d",
        "update only T set (a, B) = (select 1, 2) | public.t.a,public.t.b",
        "with w as (update t set a = 1 returning id) update u set b = 2, c = 3 | public.t.a,public.u.b,public.u.c",
        "with w as (update t set a = 1 returning id) select * from w | public.t.a",
        "with w as (update t set a = 1 returning id) delete from u using w where u.id = w.id | public.t.a",
        "with w as (insert into t (a) values (1) on conflict (a) do update set b = excluded.b returning id) select * from w | public.t.b",
        "insert into u (a, b) values ($1, $2) on conflict (a) do update set b = excluded.b where u.c < 3 | public.u.b",
        "merge into t using u on t.id = u.id when matched then update set a = u.a | public.t.a",
        "select * from t where a = 1 for update | ''",
        "select update from t where 'update t set a = 1' <> b | ''",
        "update elsewhere set a = 1 | ''",
        "update t set | ''"
      })
  void theColumnsThatAStatementUpdatesAreRead(String sql, String columns) {
    Set<String> expected = columns.isEmpty() ? Set.of() : Set.of(columns.split(",", -1));
    assertThat(UpdatedColumns.of(sql, KNOWN)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
