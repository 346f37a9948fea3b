package io.athanor.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what is held under a tag. It knows only the tags of what it holds, so it is never larger
 * than that. Not safe for threads: its owner holds a lock.
 */
final class TagIndex<T> {

  private final Map<String, Set<T>> holders = new HashMap<>();

  void add(List<String> tags, T holder) {
    for (String tag : tags) {
      holders
          .computeIfAbsent(tag, key -> Collections.newSetFromMap(new IdentityHashMap<>()))
          .add(holder);
    }
  }

  void remove(List<String> tags, T holder) {
    for (String tag : tags) {
      holders.computeIfPresent(
          tag,
          (key, set) -> {
            set.remove(holder);
            return set.isEmpty() ? null : set;
          });
    }
  }

  /** A copy, so that what is found may be removed while it is walked through. */
  List<T> under(String tag) {
    return new ArrayList<>(holders.getOrDefault(tag, Set.of()));
  }

  /** How many different tags there are. */
  int size() {
    return holders.size();
  }
}
