package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Nodes.Join;
import io.athanor.contract.Nodes.Joined;
import io.athanor.contract.Nodes.Leave;
import io.athanor.contract.Nodes.Left;
import io.athanor.contract.Nodes.Load;
import io.athanor.contract.Nodes.Node;
import io.athanor.contract.Nodes.NodeList;
import io.athanor.contract.Nodes.Renew;
import io.athanor.contract.Nodes.Renewed;
import io.athanor.contract.RequestAddress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** Nodes and their leases, by the clock of the database. */
final class NodeStore {

  /**
   * Waits for claims under this lease and keeps new ones out until the transaction ends. A
   * statement that comes after it sees all that they took: the one that locks does not.
   */
  private static final Statement LOCK =
      new Statement(
          "nodes.lock-lease",
          "select token, expires_at < now() as expired from leases where node_id = $1 for update");

  private static final Statement RELEASE =
      new Statement(
          "nodes.release",
          "with gone as (delete from running where node_id = $3 returning *)" + Release.REST);

  private static final Statement END =
      new Statement("nodes.end-lease", "delete from leases where node_id = $1");

  private static final Statement JOIN =
      new Statement(
          "nodes.join",
          """
          with node as (
            insert into nodes (node_id, name, roles, pools, runtimes, tier, slots, memory)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (node_id) do update set name = excluded.name, roles = excluded.roles, pools = excluded.pools,
              runtimes = excluded.runtimes, tier = excluded.tier, slots = excluded.slots, memory = excluded.memory, joined_at = now()
          )
          insert into leases (node_id, token, term, expires_at)
          values ($1, nextval('node_tokens'), make_interval(secs => $9::float8), now() + make_interval(secs => $9::float8))
          on conflict (node_id) do update set token = excluded.token, term = excluded.term, expires_at = excluded.expires_at,
            load = null
          returning token""");

  private static final Statement RENEW =
      new Statement(
          "nodes.renew",
          "update leases set expires_at = now() + term, load = $3::text::json where node_id = $1 and token = $2 returning 1 as renewed");

  /**
   * Far longer than the answer to a claim or the way of a renewal may take, so that no attempt is
   * on its way to the node that does not name it.
   */
  private static final Duration DELIVERED = RequestAddress.STORE.multipliedBy(4);

  private static final Statement RELEASE_UNDELIVERED =
      new Statement(
          "nodes.release-undelivered",
          """
          with gone as (
            delete from running where node_id = $3 and token <> all ($4::bigint[])
              and claimed_at < now() - make_interval(secs => $5::float8)
              and exists (select from leases where node_id = $3 and token = $6)
            returning *
          )"""
              + Release.REST);

  private static final Statement CANCELLED =
      new Statement(
          "nodes.cancelled",
          "select c.experiment_id from running r join cancellations c on c.experiment_id = r.experiment_id where r.node_id = $1");

  private static final Statement EXPIRED =
      new Statement(
          "nodes.expired", "select node_id from leases where expires_at < now() limit 100");

  private static final Statement LIST =
      new Statement(
          "nodes.list",
          """
          select n.*, l.expires_at, l.load::text as load, (select count(*)::int from running r where r.node_id = n.node_id) as running
          from nodes n join leases l on l.node_id = n.node_id and l.expires_at > now()
          order by n.name, n.node_id limit 1000""");

  /** A joined node and what its predecessor left. */
  record Arrival(Joined joined, Released released) {}

  /** A renewed lease and what had never reached its node. */
  record Renewal(Renewed renewed, Released released) {}

  /** A node that left and what it left behind. */
  record Departure(Left left, Released released) {}

  private final Database database;
  private final int maxLost;

  NodeStore(Database database, int maxLost) {
    this.database = database;
    this.maxLost = maxLost;
  }

  Future<Arrival> join(Join join) {
    Tuple node =
        Tuple.of(join.nodeId(), join.name())
            .addArrayOfString(join.roles().toArray(String[]::new))
            .addArrayOfString(join.pools().toArray(String[]::new))
            .addArrayOfString(join.runtimes().toArray(String[]::new))
            .addString(join.tierName())
            .addInteger(join.slots())
            .addLong(join.memory())
            .addDouble(join.lease().toMillis() / 1_000.0);
    return database.transaction(
        session ->
            session
                .run(LOCK, Tuple.of(join.nodeId()))
                .compose(locked -> release(session, join.nodeId(), "its node was started anew"))
                .compose(released -> session.run(JOIN, node).map(rows -> arrival(rows, released))));
  }

  private static Arrival arrival(RowSet<Row> rows, Released released) {
    long token = rows.iterator().next().getLong("token");
    return new Arrival(new Joined(token, released.experiments().size()), released);
  }

  private Future<Released> release(Session session, UUID nodeId, String reason) {
    return session.run(RELEASE, Tuple.of(maxLost, reason, nodeId)).map(Released::of);
  }

  Future<Renewal> renew(Renew renew) {
    return database
        .run(RENEW, Tuple.of(renew.nodeId(), renew.token(), load(renew)))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(
                        new Renewal(new Renewed(false, List.of()), Released.NOTHING))
                    : releaseUndelivered(renew)
                        .compose(
                            released ->
                                cancelled(renew.nodeId())
                                    .map(
                                        cancelled ->
                                            new Renewal(new Renewed(true, cancelled), released))));
  }

  private static String load(Renew renew) {
    return renew.load() == null ? null : Wire.encode(renew.load());
  }

  private Future<Released> releaseUndelivered(Renew renew) {
    Tuple parameters =
        Tuple.of(maxLost, "the answer to its claim was lost", renew.nodeId())
            .addArrayOfLong(renew.attempts().toArray(Long[]::new))
            .addDouble(DELIVERED.toMillis() / 1_000.0)
            .addLong(renew.token());
    return database.run(RELEASE_UNDELIVERED, parameters).map(Released::of);
  }

  private Future<List<UUID>> cancelled(UUID nodeId) {
    return database.run(CANCELLED, Tuple.of(nodeId)).map(Found::experiments);
  }

  Future<Departure> leave(Leave leave) {
    return end(leave.nodeId(), "its node was stopped", row -> row.getLong("token") == leave.token())
        .map(released -> new Departure(new Left(released.experiments().size()), released));
  }

  /** Takes the attempts of nodes whose lease has ended. Any node may do it at any time. */
  Future<Released> reap() {
    return database
        .run(EXPIRED, Tuple.tuple())
        .compose(
            rows -> {
              Future<Released> all = Future.succeededFuture(Released.NOTHING);
              for (Row row : rows) {
                UUID nodeId = row.getUUID("node_id");
                all =
                    all.compose(
                        before ->
                            end(nodeId, "its node did not renew its lease", NodeStore::expired)
                                .map(before::and));
              }
              return all;
            });
  }

  private static boolean expired(Row lease) {
    return lease.getBoolean("expired");
  }

  private Future<Released> end(UUID nodeId, String reason, Predicate<Row> due) {
    return database.transaction(
        session ->
            session
                .run(LOCK, Tuple.of(nodeId))
                .compose(
                    rows ->
                        rows.size() == 0 || !due.test(rows.iterator().next())
                            ? Future.succeededFuture(Released.NOTHING)
                            : release(session, nodeId, reason)
                                .compose(
                                    released -> session.run(END, Tuple.of(nodeId)).map(released))));
  }

  Future<NodeList> list() {
    return database
        .run(LIST, Tuple.tuple())
        .map(
            rows -> {
              List<Node> nodes = new ArrayList<>();
              rows.forEach(row -> nodes.add(node(row)));
              return new NodeList(nodes);
            });
  }

  private static Node node(Row row) {
    String load = row.getString("load");
    return new Node(
        row.getUUID("node_id"),
        row.getString("name"),
        List.of(row.getArrayOfStrings("roles")),
        List.of(row.getArrayOfStrings("pools")),
        List.of(row.getArrayOfStrings("runtimes")),
        row.getString("tier"),
        row.getInteger("slots"),
        row.getLong("memory"),
        row.getInteger("running"),
        row.getOffsetDateTime("joined_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        load == null ? null : Wire.decode(load, Load.class));
  }
}
