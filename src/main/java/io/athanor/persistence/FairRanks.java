package io.athanor.persistence;

import io.athanor.contract.Queue.Planned;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Start-time fair queueing (Goyal, Vin and Cheng 1996) for ranks that are given once: what one
 * session submits, or one owner without a session, is ranked as if one came after the other at the
 * pace at which it can run. A flood then ranks far into the future, and whoever comes after it with
 * little is served before its tail; two floods take turns. The last experiment of each flow is
 * remembered here; where it no longer waits, or was submitted through another node, the flow begins
 * anew. Of one flow the order of submission is kept, and what has a lower priority comes behind.
 */
final class FairRanks {

  /** What an experiment of which nobody knows the duration is taken for. */
  static final long USUAL_MICROS = 1_000_000;

  private static final long LEAST_MICROS = 1_000;
  private static final long MOST_MICROS = Duration.ofHours(1).toMillis() * 1_000;
  private static final int MOST_FLOWS = 10_000;

  private record Flow(String of, String pool) {}

  private record Tail(UUID id, long cost) {}

  /** The last experiments of each flow by priority. */
  private final Map<Flow, NavigableMap<Integer, Tail>> flows =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Flow, NavigableMap<Integer, Tail>> eldest) {
          return size() > MOST_FLOWS;
        }
      };

  /**
   * Where each experiment begins relative to its flow, for the statement that stores them.
   *
   * @param group of each experiment: one flow and priority
   * @param offset of each, in microseconds after the beginning of its flow
   */
  record Places(
      List<Integer> group,
      List<Long> offset,
      List<String> pools,
      List<Boolean> many,
      List<Integer> tailGroups,
      List<UUID> tails,
      List<Long> tailTags) {

    void addTo(Tuple all) {
      all.addArrayOfInteger(group.toArray(Integer[]::new))
          .addArrayOfLong(offset.toArray(Long[]::new))
          .addArrayOfString(pools.toArray(String[]::new))
          .addArrayOfBoolean(many.toArray(Boolean[]::new))
          .addArrayOfInteger(tailGroups.toArray(Integer[]::new))
          .addArrayOfUUID(tails.toArray(UUID[]::new))
          .addArrayOfLong(tailTags.toArray(Long[]::new));
    }
  }

  /** Places the experiments of a batch, and remembers them as the last of their flows. */
  Places place(List<Planned> planned, String owner, Map<UUID, Expected> expected) {
    int count = planned.size();
    Places places =
        new Places(
            new ArrayList<>(Collections.nCopies(count, 0)),
            new ArrayList<>(Collections.nCopies(count, 0L)),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Map<Flow, List<Integer>> batch = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      batch.computeIfAbsent(flow(planned.get(i), owner), any -> new ArrayList<>()).add(i);
    }
    batch.forEach((flow, members) -> place(flow, members, planned, expected, places));
    return places;
  }

  private void place(
      Flow flow,
      List<Integer> members,
      List<Planned> planned,
      Map<UUID, Expected> expected,
      Places places) {
    NavigableMap<Integer, Tail> before = flows.computeIfAbsent(flow, any -> new TreeMap<>());
    NavigableMap<Integer, Tail> after = new TreeMap<>(before);
    members.sort(Comparator.<Integer>comparingInt(i -> planned.get(i).priority()).reversed());
    long offset = 0;
    Integer priority = null;
    int group = 0;
    for (int i : members) {
      Planned one = planned.get(i);
      if (priority == null || priority != one.priority()) {
        priority = one.priority();
        group = group(flow, priority, before, members.size() > 1, places);
      }
      places.group.set(i, group);
      places.offset.set(i, offset);
      long cost = cost(expected.get(one.id()));
      offset += cost;
      // What waits or is held is not in the line, so nothing can go on behind it there.
      if (one.schedule().atOnce() && one.schedule().concurrencyKey() == null) {
        after.put(priority, new Tail(one.id(), cost));
      }
    }
    flows.put(flow, after);
  }

  private static int group(
      Flow flow, int priority, NavigableMap<Integer, Tail> before, boolean many, Places places) {
    places.pools.add(flow.pool());
    places.many.add(many);
    int group = places.pools.size();
    before
        .tailMap(priority, true)
        .forEach(
            (other, tail) -> {
              places.tailGroups.add(group);
              places.tails.add(tail.id());
              places.tailTags.add(other * ExperimentInsert.PRIORITY_WEIGHT + tail.cost());
            });
    return group;
  }

  private static Flow flow(Planned one, String owner) {
    return new Flow(one.sessionId() == null ? owner : one.sessionId().toString(), one.pool());
  }

  private static long cost(Expected expected) {
    return expected
        .duration()
        .map(one -> Math.max(LEAST_MICROS, Math.min(MOST_MICROS, one.toMillis() * 1_000)))
        .orElse(USUAL_MICROS);
  }
}
