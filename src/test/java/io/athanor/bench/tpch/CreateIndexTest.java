package io.athanor.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateIndexTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "create index a on t(x) # CREATE INDEX \"a\" ON \"public\".\"t\" USING btree (x)",
        "CREATE INDEX \"A b\" ON s.t USING gin (x jsonb_path_ops);"
            + "# CREATE INDEX \"A b\" ON \"s\".\"t\" USING gin (x jsonb_path_ops)",
        "CREATE INDEX a ON public.t (left(x, 3), (y || ',(') DESC NULLS LAST) INCLUDE (z, w)"
            + "# CREATE INDEX \"a\" ON \"public\".\"t\" USING btree"
            + " (left(x, 3), (y || ',(') DESC NULLS LAST) INCLUDE (z, w)",
        "CREATE INDEX a ON t (x) WHERE x IN (1, 2);"
            + "# CREATE INDEX \"a\" ON \"public\".\"t\" USING btree (x) WHERE x IN (1, 2)"
      })
  void anIndexIsReadAndWritten(String statement, String definition) {
    assertThat(CreateIndex.read(statement).definition()).isEqualTo(definition);
  }

  @Test
  void keysAreApart() {
    assertThat(CreateIndex.read("CREATE INDEX a ON t (f(x, y), z)").keys())
        .containsExactly("f(x, y)", "z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE UNIQUE INDEX a ON t (x)",
        "CREATE INDEX ON t (x)",
        "CREATE INDEX a ON t (x",
        "CREATE INDEX a ON t (x) WITH (fillfactor = 50)"
      })
  void whatTheTwinCannotMakeIsRefused(String statement) {
    assertThatThrownBy(() -> CreateIndex.read(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(statement);
  }
}
