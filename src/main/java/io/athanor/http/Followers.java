package io.athanor.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The open event streams of one verticle, so that one listener on the bus serves them all. Used on
 * the verticle's event loop only.
 */
final class Followers {

  /** Stands for all experiments. */
  private static final UUID EVERYTHING = new UUID(0, 0);

  private final Map<UUID, Set<EventStream>> byId = new HashMap<>();

  void add(UUID id, EventStream stream) {
    byId.computeIfAbsent(id == null ? EVERYTHING : id, key -> new HashSet<>()).add(stream);
  }

  void remove(UUID id, EventStream stream) {
    byId.computeIfPresent(
        id == null ? EVERYTHING : id,
        (key, streams) -> {
          streams.remove(stream);
          return streams.isEmpty() ? null : streams;
        });
  }

  /** There may be something new about this experiment. */
  void wake(UUID id) {
    Set<EventStream> streams = byId.get(id);
    if (streams != null) {
      // A copy, because a stream that ends at once removes itself.
      List.copyOf(streams).forEach(EventStream::wake);
    }
  }

  /** There may be something new about some experiment. */
  void wakeAll() {
    wake(EVERYTHING);
  }

  /** Ends every stream with a word to its client. */
  void close() {
    List<EventStream> all = byId.values().stream().flatMap(Set::stream).toList();
    all.forEach(EventStream::close);
  }

  int count() {
    return byId.values().stream().mapToInt(Set::size).sum();
  }
}
