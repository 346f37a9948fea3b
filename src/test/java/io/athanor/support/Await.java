package io.athanor.support;

import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the test's own thread for what a future brings. */
public final class Await {

  private static final int SECONDS = 20;

  private Await() {}

  /** The value; fails the test when there is none. */
  public static <T> T value(Future<T> future) {
    try {
      return future.await(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer at all", e);
    }
  }

  /** The refusal; fails the test when there is a value or another exception. */
  public static Refusal refusal(Future<?> future) {
    Throwable cause = cause(future);
    if (cause instanceof RefusedException refused) {
      return refused.refusal();
    }
    throw new AssertionError("no refusal", cause);
  }

  /** Why the future failed. */
  public static Throwable cause(Future<?> future) {
    return value(future.map((Throwable) null).otherwise(cause -> cause));
  }
}
