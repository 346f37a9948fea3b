package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.profiling.ProfilingConfig;
import io.athanor.profiling.ProfilingVerticle;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node with nothing on it but the persistence verticle, on a migrated database of its own. */
final class StoreNode implements BeforeAllCallback, AfterAllCallback {

  static final int MAX_LOST = 3;

  private final int poolSize;
  private final StorePlace place;
  private StorePlace.Opened database;
  private Vertx vertx;
  private NodeBus node;
  private Bus bus;

  StoreNode() {
    this(8);
  }

  StoreNode(int poolSize) {
    this(poolSize, StorePlace.OURS);
  }

  private StoreNode(int poolSize, StorePlace place) {
    this.poolSize = poolSize;
    this.place = place;
  }

  static StoreNode on(StorePlace place) {
    return new StoreNode(8, place);
  }

  /** One on a server whose files are somebody else's. */
  static StoreNode onForeignServer() {
    return on(StorePlace.FOREIGN);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException, IOException {
    database = place.open(context);
    vertx = Vertx.vertx();
    node = NodeBus.create(vertx);
    bus = node.open(Role.HTTP);
    deploy();
  }

  /** One more verticle that serves the database; answers by what it is undeployed. */
  String deploy() throws SQLException {
    return Await.value(
        vertx.deployVerticle(
            new PersistenceVerticle(
                node, place.access(database), config(poolSize), MAX_LOST, true, Capture.usual())));
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException, IOException {
    if (vertx != null) {
      Await.value(vertx.close());
    }
    if (database != null) {
      database.close();
    }
  }

  /** Settings for a pool of so many connections. */
  static DatabaseConfig config(int poolSize) {
    return new DatabaseConfig(
        "",
        new DatabaseConfig.Embedded(0, 128L << 20, 100),
        new DatabaseConfig.Pool(
            poolSize, 2_000, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5)),
        Duration.ofSeconds(10),
        Duration.ofMillis(100),
        0,
        Duration.ZERO,
        Duration.ofHours(24));
  }

  Vertx vertx() {
    return vertx;
  }

  NodeBus node() {
    return node;
  }

  Bus bus() {
    return bus;
  }

  JdbcTarget target() {
    return database.target();
  }

  <Q, R> Future<R> ask(RequestAddress<Q, R> address, Q request) {
    return bus.request(address, request);
  }

  /** The answer; fails the test on a refusal. */
  <Q, R> R get(RequestAddress<Q, R> address, Q request) {
    return Await.value(bus.request(address, request));
  }

  /** Stores experiments and answers their ids. */
  List<UUID> insert(Draft... drafts) {
    return insert(Draft.planned(drafts));
  }

  List<UUID> insert(List<Queue.Planned> planned) {
    return get(Queue.INSERT, new Queue.Insert(planned, Caller.ADMIN, null, null))
        .experiments()
        .stream()
        .map(Experiments.Accepted::id)
        .toList();
  }

  /** A node that serves one pool with everything, and holds a lease. */
  Member member(String... pools) {
    return member(UUID.randomUUID(), Duration.ofMinutes(5), pools);
  }

  Member member(UUID id, Duration lease, String... pools) {
    return new Member(this, id, get(Nodes.JOIN, join(id, lease, pools)).token(), List.of(pools));
  }

  static Nodes.Join join(UUID id, Duration lease, String... pools) {
    return new Nodes.Join(
        id,
        "member",
        List.of("execution"),
        List.of(pools),
        List.of("python", "bash"),
        "strict",
        3,
        8,
        8L << 30,
        lease);
  }

  /** The rows of a query, each as the text of its columns. */
  List<List<String>> rows(String sql, Object... parameters) throws SQLException {
    try (Connection connection = target().connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<List<String>> all = new ArrayList<>();
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            row.add(rows.getString(i));
          }
          all.add(row);
        }
        return all;
      }
    }
  }

  /** The one value of a query. */
  String value(String sql, Object... parameters) throws SQLException {
    return rows(sql, parameters).get(0).get(0);
  }

  long count(String table, Object... ids) throws SQLException {
    String where = ids.length == 0 ? "" : " where experiment_id = any (?)";
    Object[] parameters = ids.length == 0 ? new Object[0] : new Object[] {uuids(ids)};
    return Long.parseLong(value("select count(*) from " + table + where, parameters));
  }

  private static UUID[] uuids(Object[] ids) {
    List<UUID> all = new ArrayList<>();
    for (Object id : ids) {
      all.add((UUID) id);
    }
    return all.toArray(UUID[]::new);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = target().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Empties everything that experiments have written. */
  void clear() throws SQLException {
    execute(
        "truncate experiments, experiment_tags, program_profiles, waiting, dependencies, held, admissions, caps, pools, queue_classes, ready, running, cancellations, nodes, leases, attempts,"
            + " metrics, artifacts, output_chunks, outcomes, outbox, idempotency, contents, content_chunks, sessions cascade");
  }

  JdbcTarget administration() {
    return database.administration();
  }

  /** The first file of a table of the server's own. */
  Path file(String table) throws SQLException {
    return database.site().data().resolve(value("select pg_relation_filepath('" + table + "')"));
  }

  /** Observes its statements and answers what they should be served by, as a whole node does. */
  void profile() {
    ProfilingConfig config =
        new ProfilingConfig(
            true,
            500,
            10,
            new ProfilingConfig.SlowLog(false, 1 << 20, Duration.ofHours(1), 2, false));
    Await.value(vertx.deployVerticle(new ProfilingVerticle(config, node)));
  }
}
