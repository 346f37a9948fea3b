package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Nodes;
import io.athanor.contract.Nodes.Join;
import io.athanor.contract.Nodes.Renewed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's right to its attempts. It is renewed again and again; when that fails for two thirds
 * of the term the right is given up here, before anybody else may take it, and taken anew as soon
 * as the database answers.
 */
final class Lease {

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final long JOIN_AGAIN_MILLIS = 500;

  /** What happens to the lease. */
  interface Holder {

    /** The node may claim. */
    void held(long token);

    /** The node must stop everything that runs under the lease. */
    void lost(String why);

    /** These experiments were cancelled. */
    void cancelled(List<UUID> experiments);
  }

  private final Vertx vertx;
  private final Bus bus;
  private final Join join;
  private final long renewMillis;
  private final Holder holder;
  private boolean stopped;
  private boolean held;
  private long token;
  private long renewedNanos;
  private long timer = -1;

  Lease(Vertx vertx, Bus bus, Join join, long renewMillis, Holder holder) {
    this.vertx = vertx;
    this.bus = bus;
    this.join = join;
    this.renewMillis = renewMillis;
    this.holder = holder;
  }

  /** Takes the lease; if the database is away, as soon as it is back. */
  void take() {
    if (stopped) {
      return;
    }
    long asked = System.nanoTime();
    bus.request(Nodes.JOIN, join)
        .onSuccess(
            joined -> {
              if (joined.released() > 0) {
                LOG.info("{} attempts of the node before were queued again", joined.released());
              }
              held = true;
              token = joined.token();
              renewedNanos = asked;
              holder.held(token);
              later(renewMillis, this::renew);
            })
        .onFailure(
            cause -> {
              LOG.warn("cannot join yet: {}", cause.getMessage());
              later(JOIN_AGAIN_MILLIS, this::take);
            });
  }

  private void renew() {
    long asked = System.nanoTime();
    bus.request(Nodes.RENEW, new Nodes.Renew(join.nodeId(), token))
        .onSuccess(renewed -> renewed(renewed, asked))
        .onFailure(cause -> LOG.warn("the lease was not renewed: {}", cause.getMessage()))
        .onComplete(
            done -> {
              if (held) {
                expireOrGoOn();
              }
            });
  }

  private void renewed(Renewed renewed, long asked) {
    if (renewed.current()) {
      renewedNanos = asked;
      holder.cancelled(renewed.cancelled());
    } else {
      giveUp("another node was allowed to take over");
    }
  }

  private void expireOrGoOn() {
    long term = join.lease().toNanos();
    long since = System.nanoTime() - renewedNanos;
    if (since >= term / 3 * 2) {
      giveUp("the lease could not be renewed for two thirds of its term");
    } else {
      long left = (term / 3 * 2 - since) / 1_000_000;
      later(Math.min(renewMillis, Math.max(left, 1)), this::renew);
    }
  }

  private void giveUp(String why) {
    held = false;
    LOG.warn("the lease is lost: {}", why);
    holder.lost(why);
    later(JOIN_AGAIN_MILLIS, this::take);
  }

  private void later(long millis, Runnable task) {
    if (!stopped) {
      timer = vertx.setTimer(millis, fired -> task.run());
    }
  }

  /** Gives the lease back; what was not finished is queued again. Never fails. */
  Future<Void> leave(Consumer<Integer> released) {
    stopped = true;
    vertx.cancelTimer(timer);
    if (!held) {
      return Future.succeededFuture();
    }
    held = false;
    return bus.request(Nodes.LEAVE, new Nodes.Leave(join.nodeId(), token))
        .onSuccess(left -> released.accept(left.released()))
        .onFailure(cause -> LOG.warn("the lease was not given back: {}", cause.getMessage()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
