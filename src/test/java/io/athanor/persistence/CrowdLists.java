package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Order;
import io.athanor.contract.State;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** The documents and lists to read of a {@link Crowd}. */
final class CrowdLists {

  private static final int MIDDLE = 10_000;

  private CrowdLists() {}

  /** All that is told of a finished experiment, and of one that waits. */
  static Map<String, Tuple> documents() {
    return Map.of(
        "finished",
        Tuple.of(Crowd.id(true, MIDDLE)),
        "ready",
        Tuple.of(Crowd.id(false, MIDDLE)),
        "waiting",
        Tuple.of(Crowd.waiting(MIDDLE)));
  }

  /** Lists that are read all the time. */
  static Map<Statement, Tuple> lists() {
    Map<Statement, Tuple> lists = new LinkedHashMap<>();
    for (State state :
        new State[] {
          null, State.COMPLETED, State.FAILED, State.QUEUED, State.RUNNING, State.CREATED
        }) {
      for (String cursor : new String[] {null, Cursors.of(Crowd.id(true, 10_000))}) {
        list(lists, state, Map.of(), cursor, false);
      }
    }
    list(lists, null, Map.of(), null, true);
    list(lists, null, Map.of("k", "v7"), null, false);
    lists.put(
        ExperimentList.statement(
            new ListPage(
                null,
                null,
                null,
                Crowd.NODE,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                Order.NEWEST,
                50,
                null,
                Caller.ADMIN)),
        Tuple.of(Crowd.NODE, 51));
    Instant from = Instant.parse("2020-01-01T00:00:00Z");
    lists.put(
        ExperimentList.statement(ExperimentRequests.page(null, null, null, from, Order.OLDEST)),
        Tuple.of(from.atOffset(ZoneOffset.UTC), 51));
    return lists;
  }

  private static void list(
      Map<Statement, Tuple> lists,
      State state,
      Map<String, String> tags,
      String cursor,
      boolean oldest) {
    Tuple parameters = Tuple.tuple();
    tags.forEach((key, value) -> parameters.addString(key).addString(value));
    if (state != null && state.terminal()) {
      parameters.addString(state.name());
    }
    if (cursor != null) {
      parameters.addUUID(Cursors.id(cursor));
    }
    parameters.addInteger(51);
    lists.put(
        ExperimentList.statement(
            new ListPage(
                state,
                null,
                null,
                null,
                null,
                null,
                tags,
                null,
                null,
                null,
                null,
                oldest ? Order.OLDEST : Order.NEWEST,
                50,
                cursor,
                Caller.ADMIN)),
        parameters);
  }
}
