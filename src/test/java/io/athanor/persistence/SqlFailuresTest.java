package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {

  private static RefusedException refusal(String sqlState) {
    return SqlFailures.refusal(
        "test.statement", new PgException("of a row with s3cret", "ERROR", sqlState, "s3cret"));
  }

  @ParameterizedTest
  @CsvSource({
    "08006, UNAVAILABLE",
    "28P01, UNAVAILABLE",
    "3D000, UNAVAILABLE",
    "53300, UNAVAILABLE",
    "53100, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "57014, TIMEOUT",
    "55P03, TIMEOUT",
    "40001, CONFLICT",
    "40P01, CONFLICT",
    "22021, UNPROCESSABLE",
    "22P05, UNPROCESSABLE",
    "54001, UNPROCESSABLE",
    "23505, CONFLICT",
    "21000, CONFLICT",
    "23503, UNPROCESSABLE",
    "23514, UNPROCESSABLE",
    "AT001, CONFLICT",
    "42601, INTERNAL",
    "42P01, INTERNAL",
    "XX000, INTERNAL",
    "'', INTERNAL",
  })
  void everySqlStateHasItsMeaningAndTellsNoValues(String sqlState, Failure failure) {
    RefusedException refused = refusal(sqlState);
    assertThat(refused.failure()).isEqualTo(failure);
    assertThat(refused.refusal().toString()).doesNotContain("s3cret");
    assertThat(SqlFailures.collided(refused)).isEqualTo(sqlState.startsWith("40"));
  }

  @Test
  void aDiskWithoutRoomIsNamed() {
    assertThat(refusal("53100").refusal().detail())
        .isEqualTo("The database has no room left on its disk.");
  }

  @Test
  void whatTheNetworkDoesIsPassing() {
    assertThat(SqlFailures.refusal("s", new ConnectException("refused")).failure())
        .isEqualTo(Failure.UNAVAILABLE);
    assertThat(SqlFailures.refusal("s", VertxException.noStackTrace("closed")).failure())
        .isEqualTo(Failure.UNAVAILABLE);
    assertThat(SqlFailures.refusal("s", new TimeoutException()).failure())
        .isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  void aRefusalStaysWhatItIsAndADefectIsOurs() {
    RefusedException refused = new RefusedException(Failure.NOT_FOUND, "There is none.");
    assertThat(SqlFailures.refusal("s", refused)).isSameAs(refused);
    assertThat(SqlFailures.refusal("s", new IllegalStateException()).failure())
        .isEqualTo(Failure.INTERNAL);
    assertThat(SqlFailures.collided(new IllegalStateException())).isFalse();
  }

  @Test
  void aFullQueueIsBusyAndAServerThatIsAwayIsNot() {
    assertThat(
            SqlFailures.noConnection(
                    "s",
                    VertxException.noStackTrace("Connection pool reached max wait queue size of 3"))
                .failure())
        .isEqualTo(Failure.OVERLOADED);
    assertThat(SqlFailures.noConnection("s", VertxException.noStackTrace("Timeout")).refusal())
        .satisfies(
            refusal -> {
              assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);
              assertThat(refusal.detail()).contains("became free");
            });
    assertThat(SqlFailures.noConnection("s", new ConnectException("refused")).failure())
        .isEqualTo(Failure.UNAVAILABLE);
  }
}
