package io.athanor.persistence;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last parameters of each statement that reads, to time it with what it is really asked. They
 * may be secrets: they stay in the memory of this verticle. Must be used from one context only.
 */
final class SeenParameters {

  private static final int KEPT = 3;
  private static final int LONG_TEXT = 10_000;

  private final Map<String, Seen> all = new HashMap<>();

  private static final class Seen {
    private final String text;
    private final boolean reads;
    private final Tuple[] last = new Tuple[KEPT];
    private int next;

    Seen(String text) {
      this.text = text;
      String begin = text.substring(text.indexOf("*/") + 2).stripLeading();
      this.reads =
          begin.regionMatches(true, 0, "select", 0, 6)
              || begin.regionMatches(true, 0, "with", 0, 4);
    }
  }

  /** Notes an execution. Of a name whose text changes only the last text counts. */
  void note(Statement statement, Tuple parameters) {
    Seen seen = all.get(statement.name());
    if (seen == null || !seen.text.equals(statement.text())) {
      seen = new Seen(statement.text());
      all.put(statement.name(), seen);
    }
    if (seen.reads && small(parameters)) {
      seen.last[seen.next++ % KEPT] = parameters;
    }
  }

  /** The last ones that a statement was executed with; none if it was not. */
  List<Tuple> of(String text) {
    List<Tuple> found = new ArrayList<>();
    for (Seen seen : all.values()) {
      if (seen.text.equals(text)) {
        for (Tuple one : seen.last) {
          if (one != null) {
            found.add(one);
          }
        }
      }
    }
    return found;
  }

  /** Whether they are small enough to be kept. */
  static boolean small(Tuple parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      Object value = parameters.getValue(i);
      boolean large =
          value instanceof Buffer
              || (value instanceof String text && text.length() > LONG_TEXT)
              || (value instanceof Object[] array && array.length > LONG_TEXT / 10);
      if (large) {
        return false;
      }
    }
    return true;
  }
}
