package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Nodes;
import io.athanor.contract.Nodes.Join;
import io.athanor.contract.Nodes.Joined;
import io.athanor.contract.Nodes.Renewed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's right to its attempts. It is renewed again and again; when that fails for two thirds
 * of the term the right is given up here, before anybody else may take it, and taken anew as soon
 * as the database answers. All of it happens on the verticle's context.
 */
final class Lease {

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final long JOIN_AGAIN_MILLIS = 500;

  /** What happens to the lease. */
  interface Holder {

    /** The node may claim. */
    void held(long token);

    /** The node must stop everything that runs under the lease; completes when it has. */
    Future<Void> lost(String why);

    /** These experiments were cancelled. */
    void cancelled(List<UUID> experiments);

    /** The tokens of the attempts that the node has. */
    List<Long> attempts();

    /** What the node measured last, or null. */
    Nodes.Load load();
  }

  private final Vertx vertx;
  private final Bus bus;
  private final Join join;
  private final long renewMillis;
  private final Holder holder;
  private boolean stopped;
  private Long token;
  private Future<Void> joining = Future.succeededFuture();
  private long next = -1;
  private long expiry = -1;

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
    joining =
        bus.request(Nodes.JOIN, join)
            .map(
                joined -> {
                  joined(joined, asked);
                  return (Void) null;
                })
            .otherwise(
                cause -> {
                  LOG.warn("cannot join yet: {}", cause.getMessage());
                  later(JOIN_AGAIN_MILLIS, this::take);
                  return null;
                });
  }

  private void joined(Joined joined, long asked) {
    if (joined.released() > 0) {
      LOG.info("{} attempts of the node before were queued again", joined.released());
    }
    if (stopped) {
      // Only to be given back.
      token = joined.token();
    } else if (millisLeft(asked) <= 0) {
      later(JOIN_AGAIN_MILLIS, this::take);
    } else {
      token = joined.token();
      expireAfter(asked);
      later(renewMillis, this::renew);
      holder.held(joined.token());
    }
  }

  private void renew() {
    long asked = System.nanoTime();
    long mine = token;
    bus.request(Nodes.RENEW, new Nodes.Renew(join.nodeId(), mine, holder.attempts(), holder.load()))
        .onComplete(
            (renewed, cause) -> {
              // While the answer was on its way the lease may have been given up.
              if (token == null || token != mine || stopped) {
                return;
              }
              if (cause == null) {
                renewed(renewed, asked);
              } else {
                LOG.warn("the lease was not renewed: {}", cause.getMessage());
                later(Math.min(renewMillis, join.lease().toMillis() / 10), this::renew);
              }
            });
  }

  private void renewed(Renewed renewed, long asked) {
    if (!renewed.current()) {
      giveUp("another node was allowed to take over");
      return;
    }
    expireAfter(asked);
    if (token != null) {
      later(renewMillis, this::renew);
      holder.cancelled(renewed.cancelled());
    }
  }

  /** Renews it now: what the node tells of itself with it has changed. */
  void renewNow() {
    if (token != null) {
      later(1, this::renew);
    }
  }

  /** The moment to give up is not left to a request that may hang. */
  private void expireAfter(long asked) {
    vertx.cancelTimer(expiry);
    String why = "the lease could not be renewed for two thirds of its term";
    long left = millisLeft(asked);
    if (left <= 0) {
      giveUp(why);
    } else {
      expiry = vertx.setTimer(left, fired -> giveUp(why));
    }
  }

  /** Until two thirds of the term have passed since the request that was answered. */
  private long millisLeft(long asked) {
    return join.lease().toMillis() * 2 / 3 - (System.nanoTime() - asked) / 1_000_000;
  }

  /** Takes it anew only when everything has ended, or at the latest when the term has. */
  private void giveUp(String why) {
    token = null;
    cancelTimers();
    LOG.warn("the lease is lost: {}", why);
    holder
        .lost(why)
        .timeout(Math.max(1, join.lease().toMillis() / 3), TimeUnit.MILLISECONDS)
        .onComplete(ended -> later(JOIN_AGAIN_MILLIS, this::take));
  }

  private void later(long millis, Runnable task) {
    if (!stopped) {
      vertx.cancelTimer(next);
      next = vertx.setTimer(Math.max(1, millis), fired -> task.run());
    }
  }

  private void cancelTimers() {
    vertx.cancelTimer(next);
    vertx.cancelTimer(expiry);
  }

  /** Gives the lease back; what was not finished is queued again. Never fails. */
  Future<Void> leave() {
    stopped = true;
    cancelTimers();
    return joining.compose(joined -> token == null ? Future.succeededFuture() : giveBack(token));
  }

  private Future<Void> giveBack(long mine) {
    token = null;
    return bus.request(Nodes.LEAVE, new Nodes.Leave(join.nodeId(), mine))
        .onSuccess(left -> LOG.info("left; {} attempts were queued again", left.released()))
        .onFailure(cause -> LOG.warn("the lease was not given back: {}", cause.getMessage()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
