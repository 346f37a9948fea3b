package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves everything that is stored. Asks nobody; announces what was committed. */
public final class PersistenceVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(PersistenceVerticle.class);

  private final NodeBus node;
  private final DatabaseAccess access;
  private final DatabaseConfig config;
  private final int maxLost;
  private final boolean first;
  private final Capture capture;

  private Bus bus;
  private Database database;
  private Chores chores;
  private HealthProbe probe;
  private PlanTaking plans;

  /**
   * Prepares the verticle.
   *
   * @param target the migrated database
   * @param maxLost how often an experiment may be lost with its node before it fails
   */
  public PersistenceVerticle(NodeBus node, JdbcTarget target, DatabaseConfig config, int maxLost) {
    this(node, DatabaseAccess.of(target), config, maxLost, true, Capture.usual());
  }

  /**
   * Prepares one of several verticles of a node.
   *
   * @param access to the migrated database
   * @param config with this verticle's share of the pool
   * @param first whether it is the one that does the chores and tells its health
   * @param capture how its statements are noted
   */
  public PersistenceVerticle(
      NodeBus node,
      DatabaseAccess access,
      DatabaseConfig config,
      int maxLost,
      boolean first,
      Capture capture) {
    this.node = node;
    this.access = access;
    this.config = config;
    this.maxLost = maxLost;
    this.first = first;
    this.capture = capture;
  }

  @Override
  public Future<?> start() {
    StatementMeter meter = capture.meter(config.slowQueryThreshold());
    bus = node.open(Role.PERSISTENCE);
    database = Database.open(vertx, access.node(), config, meter, capture.connections());
    plans = new PlanTaking(vertx, bus, access, config, database, first);
    WaitingRelease waiting = new WaitingRelease(vertx, database, bus);
    Announcements announcements = new Announcements(bus, waiting::ended);
    NodeStore nodes = new NodeStore(database, maxLost);
    Outbox outbox = new Outbox(database);
    chores = new Chores(vertx, bus, database, meter, config);
    ProgramProfiles profiles = new ProgramProfiles(database);
    chores.observe(profiles, plans.counts());
    ServedAddresses addresses =
        new ServedAddresses(
            bus,
            database,
            announcements,
            waiting,
            new CapStore(vertx, database, waiting.held()),
            profiles,
            maxLost);
    CancelStore cancels = new CancelStore(database);
    if (!first) {
      return addresses.serve(nodes, outbox, cancels);
    }
    PgConnectOptions own = ConnectionSettings.server(access.node(), config);
    probe = new HealthProbe(vertx, own);
    return partitions()
        .compose(
            made ->
                Future.all(
                    addresses.serve(nodes, outbox, cancels),
                    new InvariantCheck(vertx, own).serve(bus),
                    plans.serve(),
                    new StoreExamination(probe, capture.connections()).serve(bus)))
        .onSuccess(ready -> chores.start(nodes, cancels, waiting, announcements, outbox));
  }

  private Future<?> partitions() {
    return chores
        .ensurePartitions()
        .onFailure(e -> LOG.warn("the months' partitions were not made: {}", e.getMessage()))
        .otherwiseEmpty();
  }

  @Override
  public Future<?> stop() {
    chores.stop();
    return bus.drain()
        .eventually(plans::stop)
        .eventually(() -> first ? probe.close() : Future.succeededFuture())
        .eventually(database::close)
        .otherwiseEmpty();
  }
}
