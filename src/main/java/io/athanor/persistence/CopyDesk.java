package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Copies;
import io.athanor.contract.Copies.Clock;
import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Look;
import io.athanor.contract.Copies.Looked;
import io.athanor.contract.Copies.Make;
import io.athanor.contract.Copies.Noted;
import io.athanor.contract.Copies.Remove;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.persistence.ChangeChecks.Disk;
import io.athanor.persistence.twin.RowCopy;
import io.athanor.persistence.twin.Sampling;
import io.athanor.persistence.twin.ScratchDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a copy of the database, one at a time, and times statements on it. What lasts is done on a
 * thread of its own. Must be used from one context only.
 */
final class CopyDesk {

  private static final Logger LOG = LoggerFactory.getLogger(CopyDesk.class);
  private static final long KEPT_MILLIS = 30_000;

  /** Where nobody knows how much room the server's disk has. */
  private static final long MOST_UNSEEN = 256L << 20;

  private final Vertx vertx;
  private final DatabaseAccess access;
  private final DatabaseConfig config;
  private final SeenParameters seen;
  private final Optional<Disk> disk;
  private final long keptMillis;
  private final OwnThread worker;
  private Held held;
  private long timer = -1;

  /** The copy that there is, and what goes on with it. */
  private static final class Held {
    private final UUID id;
    private final RowCopy rows;
    private final CopyClock clock;
    private Future<?> going = Future.succeededFuture();
    private Future<Void> removal;
    private boolean made;
    private String failure;
    private List<Timed> timed = List.of();

    Held(UUID id, RowCopy rows, CopyClock clock) {
      this.id = id;
      this.rows = rows;
      this.clock = clock;
    }
  }

  CopyDesk(Vertx vertx, DatabaseAccess access, DatabaseConfig config, SeenParameters seen) {
    this(
        vertx,
        access,
        config,
        seen,
        access.site().map(site -> ChangeChecks.disk(site.data())),
        KEPT_MILLIS);
  }

  /**
   * @param disk of the server, where it is known
   * @param keptMillis how long a copy is kept at which nobody looks
   */
  CopyDesk(
      Vertx vertx,
      DatabaseAccess access,
      DatabaseConfig config,
      SeenParameters seen,
      Optional<Disk> disk,
      long keptMillis) {
    this.vertx = vertx;
    this.access = access;
    this.config = config;
    this.seen = seen;
    this.disk = disk;
    this.keptMillis = keptMillis;
    this.worker = new OwnThread(vertx, "athanor-copy", 60);
  }

  Future<?> serve(Bus bus) {
    sweep();
    return Future.all(
        bus.serve(Copies.MAKE, this::make),
        bus.serve(Copies.CLOCK, this::clock),
        bus.serve(Copies.LOOK, this::look),
        bus.serve(Copies.REMOVE, this::remove));
  }

  /** A copy takes room, so one that a crash has left does not wait for the next. */
  private void sweep() {
    JdbcTarget real = access.administration().withDatabase(access.node().database());
    worker
        .run(
            () -> {
              ScratchDatabase.sweep(real);
              return null;
            })
        .onFailure(cause -> LOG.debug("nothing was swept: {}", cause.toString()));
  }

  private Future<Noted> make(Make asked) {
    if (held != null) {
      throw refused("copy-going-on", "There is a copy of the database already.");
    }
    RowCopy rows = new RowCopy(access.administration(), access.node(), CopyClock.LONGEST);
    Held one = new Held(asked.id(), rows, new CopyClock(vertx, access, config, seen, rows, worker));
    held = one;
    one.going =
        worker.run(
            () -> {
              fill(rows, asked);
              return null;
            });
    one.going.onComplete(
        (done, cause) -> {
          one.made = cause == null;
          failed(one, cause);
        });
    return noted(one);
  }

  private void fill(RowCopy rows, Make asked) throws SQLException, IOException {
    Optional<Disk> known =
        disk.isPresent()
            ? disk
            : OwnedServer.of(access, OwnedServer.self())
                .site()
                .map(site -> ChangeChecks.disk(site.data()));
    long free = known.isPresent() ? known.get().free() : Long.MAX_VALUE;
    long most = known.isPresent() ? asked.bytes() : Math.min(asked.bytes(), MOST_UNSEEN);
    rows.make(asked.tables(), Sampling.alike(most), () -> free);
  }

  private Future<Noted> clock(Clock asked) {
    Held one = known(asked.id());
    if (!one.made || !one.going.isComplete()) {
      throw refused("copy-not-ready", "The copy is not there yet, or statements are being timed.");
    }
    one.timed = List.of();
    one.going =
        one.clock
            .time(asked)
            .onSuccess(timed -> one.timed = timed)
            .onComplete((timed, cause) -> failed(one, cause));
    return noted(one);
  }

  private static void failed(Held one, Throwable cause) {
    one.failure = cause == null ? null : String.valueOf(cause.getMessage());
  }

  private Future<Noted> noted(Held one) {
    watch(one);
    return Future.succeededFuture(new Noted());
  }

  /** Whoever dies does not look any more. */
  private void watch(Held one) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(keptMillis, idle -> remove(one));
  }

  private Future<Looked> look(Look look) {
    Held one = known(look.id());
    watch(one);
    Copy copy = one.made ? one.rows.figures() : null;
    return Future.succeededFuture(
        new Looked(!one.going.isComplete(), one.failure, copy, one.timed));
  }

  private Held known(UUID id) {
    if (held == null || !held.id.equals(id) || held.removal != null) {
      throw new RefusedException(
          new Refusal(
              Failure.NOT_FOUND,
              "copy-gone",
              "There is no such copy on this node.",
              "POST /admin/database/advice begins anew.",
              null));
    }
    return held;
  }

  private Future<Noted> remove(Remove asked) {
    return (held == null || !held.id.equals(asked.id())
            ? Future.<Void>succeededFuture()
            : remove(held))
        .map(gone -> new Noted());
  }

  private Future<Void> remove(Held one) {
    if (one.removal == null) {
      vertx.cancelTimer(timer);
      one.rows.cancel();
      one.clock.stop();
      one.removal =
          one.going
              .otherwiseEmpty()
              .compose(ended -> worker.run(() -> close(one.rows)))
              .onComplete((gone, cause) -> held = null);
    }
    return one.removal;
  }

  private static Void close(RowCopy rows) {
    try {
      rows.close();
    } catch (SQLException e) {
      LOG.warn("a copy of the database was not removed, the next one will do it: {}", e.toString());
    }
    return null;
  }

  private static RefusedException refused(String type, String detail) {
    return new RefusedException(
        new Refusal(Failure.CONFLICT, type, detail, "Try again when it is gone.", null));
  }

  Future<Void> stop() {
    return (held == null ? Future.<Void>succeededFuture() : remove(held)).eventually(worker::close);
  }
}
