package io.athanor.violations.research;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

final class MutableStatics {

  static int counter;

  static final AtomicLong TOTAL = new AtomicLong();

  static final ConcurrentMap<String, String> SEEN = new ConcurrentHashMap<>();

  static final Map<String, String> HIDDEN = new HashMap<>();

  static final List<String> HARMLESS = List.of("never changes");

  private MutableStatics() {}
}
