package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Limits;
import java.time.Duration;

/**
 * Limits as they are stored: in the form in which people type and see them, so that the document of
 * an experiment needs no rewriting and its limits can be submitted again as they are.
 */
record StoredLimits(
    Duration wall,
    Duration cpu,
    String memory,
    int processes,
    String disk,
    String file,
    String output,
    String result,
    String network) {

  private static final String[] UNITS = {"GB", "MB", "KB"};

  static String encode(Limits limits) {
    return Wire.encode(
        new StoredLimits(
            limits.wall(),
            limits.cpu(),
            text(limits.memory()),
            limits.processes(),
            text(limits.disk()),
            text(limits.file()),
            text(limits.output()),
            text(limits.result()),
            limits.network()));
  }

  static Limits decode(String json) {
    StoredLimits stored = Wire.decode(json, StoredLimits.class);
    return new Limits(
        stored.wall,
        stored.cpu,
        bytes(stored.memory),
        stored.processes,
        bytes(stored.disk),
        bytes(stored.file),
        bytes(stored.output),
        bytes(stored.result),
        stored.network);
  }

  /** The largest unit that divides it; bytes otherwise. */
  static String text(long bytes) {
    for (int i = 0; i < UNITS.length; i++) {
      long unit = 1L << (10 * (UNITS.length - i));
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + UNITS[i];
      }
    }
    return bytes + "B";
  }

  static long bytes(String text) {
    for (int i = 0; i < UNITS.length; i++) {
      if (text.endsWith(UNITS[i])) {
        return Long.parseLong(text.substring(0, text.length() - 2)) << (10 * (UNITS.length - i));
      }
    }
    return Long.parseLong(text.substring(0, text.length() - 1));
  }
}
