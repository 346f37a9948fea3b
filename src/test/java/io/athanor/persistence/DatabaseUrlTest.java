package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:s3cret@db.example:6432/lab?sslmode=require",
        "postgres://ann:s3cret@db.example:6432/lab?sslmode=require",
        "jdbc:postgresql://ann:s3cret@db.example:6432/lab?sslmode=require",
        "  jdbc:postgresql://db.example:6432/lab?user=ann&password=s3cret&sslmode=require\n",
      })
  void readsEveryForm(String url) {
    assertThat(DatabaseUrl.parse(url))
        .isEqualTo(
            new JdbcTarget(
                "db.example", 6432, "lab", "ann", "s3cret", Map.of("sslmode", "require")));
  }

  @Test
  void fillsInWhatIsMissing() {
    assertThat(DatabaseUrl.parse("postgresql://ann@"))
        .isEqualTo(new JdbcTarget("localhost", 5432, "ann", "ann", "", Map.of()));
    assertThat(DatabaseUrl.parse("postgresql://ann@/?"))
        .isEqualTo(new JdbcTarget("localhost", 5432, "ann", "ann", "", Map.of()));
    assertThat(DatabaseUrl.parse("postgresql://ann@host:/x").port()).isEqualTo(5432);
  }

  @Test
  void decodesPercentSignsAndLeavesPlusSigns() {
    JdbcTarget target =
        DatabaseUrl.parse(
            "postgresql://a%40b:p%2F%3a%C3%A9+%25@[::1]:5433/my%20lab?application_name=x%26y");
    assertThat(target)
        .isEqualTo(
            new JdbcTarget(
                "::1", 5433, "my lab", "a@b", "p/:é+%", Map.of("application_name", "x&y")));
    assertThat(target.url()).isEqualTo("jdbc:postgresql://[::1]:5433/my%20lab");
    assertThat(target.properties())
        .containsEntry("password", "p/:é+%")
        .containsEntry("ApplicationName", "x&y");
  }

  @Test
  void passwordMayHaveAnUnescapedAtSign() {
    assertThat(DatabaseUrl.parse("postgresql://ann:a@b@host/x").password()).isEqualTo("a@b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://ann:s3cret@host/x",
        "postgresql://:s3cret@host/x",
        "postgresql://host/x?password=s3cret",
        "postgresql://ann:s3cret@host:0/x",
        "postgresql://ann:s3cret@host:65536/x",
        "postgresql://ann:s3cret@host:s3cret/x",
        "postgresql://ann:x/s3cret@host/x",
        "postgresql://ann:x?s3cret@host/x",
        "postgresql://ann:s3cret%@host/x",
        "postgresql://ann:s3cret%4@host/x",
        "postgresql://ann:s3cret%zz@host/x",
        "postgresql://ann:s3cret%ff@host/x",
        "postgresql://ann:s3cret@a,b/x",
        "postgresql://ann:s3cret@a b/x",
        "postgresql://ann:s3cret@[::1/x",
        "postgresql://ann:s3cret@%2Fvar%2Frun/x",
        "postgresql://ann:s3cret@host/x?sslmode=maybe",
        "postgresql://ann:s3cret@host/x?connect_timeout=soon",
        "postgresql://ann:s3cret@host/x?socketFactory=evil",
      })
  void refusesWithoutRepeatingTheSecret(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseUrl.parse(url))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("s3cret"));
  }

  @Test
  void textFormHidesThePassword() {
    String text = DatabaseUrl.parse("postgresql://ann:s3cret@host/x?sslmode=require").toString();
    assertThat(text).contains("ann", "host", "require").doesNotContain("s3cret");
  }
}
