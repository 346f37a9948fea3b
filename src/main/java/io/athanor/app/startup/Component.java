package io.athanor.app.startup;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A part of a node: what it needs, how it starts and how it stops.
 *
 * @param <T> what a started component is to those who need it
 */
public final class Component<T> {

  /** Starts a component without waiting. */
  @FunctionalInterface
  public interface Start<T> {

    /** Begins the start; the stage ends with what the component is. */
    CompletionStage<? extends T> start(Started needs) throws Exception;
  }

  /** Starts a component and waits. */
  @FunctionalInterface
  public interface BlockingStart<T> {

    /** Starts it and answers what the component is. Interrupted when the start is given up. */
    T start(Started needs) throws Exception;
  }

  /** Stops a component; may wait. */
  @FunctionalInterface
  public interface Stop<T> {

    /**
     * Begins the stop, or does all of it. The stage ends when the component has stopped; where it
     * ends with a text, that is what the report says of it.
     */
    CompletionStage<?> stop(T value) throws Exception;
  }

  private final String name;
  private final Start<T> start;
  private final Set<String> needs = new LinkedHashSet<>();
  private final Set<String> wants = new LinkedHashSet<>();
  private boolean critical = true;
  private Optional<Duration> limit = Optional.empty();
  private Optional<Retry> retry = Optional.empty();
  private Stop<T> stop = value -> CompletableFuture.completedFuture(null);

  private Component(String name, Start<T> start) {
    this.name = name;
    this.start = start;
  }

  /**
   * A component whose start returns at once and ends later. The call is made on a worker thread, so
   * that one that waits all the same holds up nobody else.
   */
  public static <T> Component<T> of(String name, Start<T> start) {
    return new Component<>(name, start);
  }

  /**
   * A component whose start waits. It runs on a worker thread, which ends after the start: what
   * must outlive it cannot be tied to that thread.
   */
  public static <T> Component<T> blocking(String name, BlockingStart<T> start) {
    return new Component<>(name, needs -> CompletableFuture.completedFuture(start.start(needs)));
  }

  /** Names components that must have started before this one begins. */
  public Component<T> needs(String... names) {
    needs.addAll(List.of(names));
    return this;
  }

  /**
   * Names components that this one waits for where they exist, and does without where they do not
   * or have failed.
   */
  public Component<T> wants(String... names) {
    wants.addAll(List.of(names));
    return this;
  }

  /** The node does without this component when it fails, and is degraded. */
  public Component<T> optional() {
    critical = false;
    return this;
  }

  /** Tries again after failures that pass by themselves; without it the first failure is final. */
  public Component<T> retried(Retry how) {
    retry = Optional.of(how);
    return this;
  }

  /** Counts an attempt to start as failed when it takes longer. */
  public Component<T> within(Duration longest) {
    limit = Optional.of(longest);
    return this;
  }

  /** Says how to stop it. Called once for a start that succeeded, however late. */
  public Component<T> stoppedBy(Stop<T> how) {
    stop = how;
    return this;
  }

  /** How others name it. */
  public String name() {
    return name;
  }

  Set<String> hardNeeds() {
    return needs;
  }

  Set<String> softNeeds() {
    return wants;
  }

  boolean isCritical() {
    return critical;
  }

  Optional<Duration> limit() {
    return limit;
  }

  Optional<Retry> retry() {
    return retry;
  }

  CompletionStage<? extends T> begin(Started started) throws Exception {
    return start.start(started);
  }

  /** Stops what {@code begin} answered; the type is known because only that value comes here. */
  @SuppressWarnings("unchecked")
  CompletionStage<?> end(Object value) throws Exception {
    return stop.stop((T) value);
  }
}
