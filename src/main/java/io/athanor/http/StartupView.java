package io.athanor.http;

import io.athanor.contract.Json;

/** The start of this node, as its HTTP server tells it while it goes on and afterwards. */
public interface StartupView {

  /**
   * How the start stands.
   *
   * @param id names this state of this start and no other, of no other process either
   * @param event {@code progress}, or at the end {@code ready} or {@code failed}
   * @param document the state for clients
   */
  record Progress(String id, String event, Json document) {

    /** Whether nothing follows. */
    public boolean last() {
      return !event.equals("progress");
    }

    /** Whether the node has come to serve. */
    public boolean ready() {
      return event.equals("ready");
    }
  }

  /** How it stands at the moment. */
  Progress progress();

  /** The whole report as it is at the moment. */
  Json report();

  /**
   * Has {@code changed} called, on any thread, when there may be something new.
   *
   * @return ends that
   */
  Runnable follow(Runnable changed);
}
