package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Work whose claim was carried out although the answer never reached its node. */
@ExtendWith(VertxExtension.class)
class UndeliveredClaimIT {

  private static final String DIGEST =
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private final UUID nodeId = UUID.randomUUID();
  private final String pool = "p-" + nodeId;
  private Bus bus;
  private long lease;

  @BeforeEach
  void join(Vertx vertx) {
    NodeBus node = NodeBus.create(vertx);
    DatabaseConfig config =
        new DatabaseConfig(
            "",
            new DatabaseConfig.Embedded(0, 1 << 20, 20),
            new DatabaseConfig.Pool(
                2, 100, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(1)),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            0,
            Duration.ZERO,
            Duration.ofHours(24));
    Await.value(vertx.deployVerticle(new PersistenceVerticle(node, database.target(), config, 3)));
    bus = node.open(Role.EXECUTION);
    lease =
        ask(
                Nodes.JOIN,
                new Nodes.Join(
                    nodeId,
                    "n",
                    List.of("execution"),
                    List.of(pool),
                    List.of("python"),
                    "strict",
                    3,
                    4,
                    1L << 40,
                    Duration.ofMinutes(5)))
            .token();
  }

  private <Q, R> R ask(RequestAddress<Q, R> address, Q request) {
    return Await.value(bus.request(address, request));
  }

  private void insert() {
    Queue.Planned planned =
        new Queue.Planned(
            UUID.randomUUID(),
            null,
            "python",
            DIGEST,
            new Bytes(new byte[1]),
            List.of(),
            Json.EMPTY,
            new Json("[]"),
            Map.of(),
            null,
            true,
            0,
            pool,
            Json.EMPTY,
            new Limits(
                Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20, 1, 1, 1, 1, 1, "none"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of(),
            DIGEST,
            false,
            null,
            null);
    ask(Queue.INSERT, new Queue.Insert(List.of(planned), Caller.ADMIN, null, null));
  }

  private List<Work> claim() {
    return ask(
            Attempts.CLAIM,
            new Attempts.Claim(
                nodeId, lease, List.of(pool), List.of("python"), 3, 1L << 40, 4, 0, 0, 0, 0, 0, 0))
        .work();
  }

  private void renew(long token, Long... attempts) {
    ask(Nodes.RENEW, new Nodes.Renew(nodeId, token, List.of(attempts), null));
  }

  private static void claimedLongAgo() throws SQLException {
    try (Connection connection = database.target().connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("update running set claimed_at = claimed_at - interval '1 minute'");
    }
  }

  @Test
  void isQueuedAgainByARenewalThatDoesNotNameIt() throws SQLException {
    insert();
    insert();
    List<Work> claimed = claim();
    assertThat(claimed).hasSize(2);
    claimedLongAgo();
    long kept = claimed.get(0).token();
    renew(lease, kept);
    Work again = claim().get(0);
    assertThat(again.experimentId()).isEqualTo(claimed.get(1).experimentId());
    assertThat(again.attempt()).isEqualTo(2);
    renew(lease, kept, again.token());
    assertThat(claim()).isEmpty();
  }

  @Test
  void isLeftInPeaceWhileItsAnswerMayStillBeOnItsWay() {
    insert();
    assertThat(claim()).hasSize(1);
    renew(lease);
    assertThat(claim()).isEmpty();
  }

  @Test
  void isLeftToThePresentLeaseByAnOldOne() throws SQLException {
    insert();
    assertThat(claim()).hasSize(1);
    claimedLongAgo();
    renew(lease - 1);
    assertThat(claim()).isEmpty();
    renew(lease);
    assertThat(claim()).hasSize(1);
  }
}
