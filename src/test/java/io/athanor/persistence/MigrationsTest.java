package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class MigrationsTest {

  @Test
  void olderAndOtherServersAreNamedWithWhatIsNeeded() {
    assertThatExceptionOfType(UnsupportedDatabase.class)
        .isThrownBy(() -> Migrations.requireSupported(140_017, "PostgreSQL 14.17 on x86_64"))
        .withMessageContaining("PostgreSQL 14.17")
        .withMessageContaining("PostgreSQL 15 or later");
    assertThatExceptionOfType(UnsupportedDatabase.class)
        .isThrownBy(() -> Migrations.requireSupported(150_000, "CockroachDB CCL v24"))
        .withMessageContaining("CockroachDB");
    assertThatCode(() -> Migrations.requireSupported(150_000, "PostgreSQL 15.0"))
        .doesNotThrowAnyException();
  }
}
