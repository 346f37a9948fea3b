package io.athanor.experiments;

import io.athanor.contract.Limits;
import io.athanor.contract.Submission.LimitsAsked;
import java.time.Duration;
import java.util.function.Function;

/** Limits in force: what was asked for within the ceilings, and the defaults for the rest. */
final class LimitsPlan {

  private static final LimitsAsked NOTHING =
      new LimitsAsked(null, null, null, null, null, null, null, null, null);

  private final Limits defaults;
  private final Limits ceilings;

  LimitsPlan(Limits defaults, Limits ceilings) {
    this.defaults = defaults;
    this.ceilings = ceilings;
  }

  /**
   * The limits in force; whatever cannot be accepted is reported under {@code at} and takes its
   * default.
   */
  Limits plan(LimitsAsked given, String at, Faults faults) {
    LimitsAsked asked = given == null ? NOTHING : given;
    String path = at + "limits.";
    int processes = processes(asked.processes(), path, faults);
    if (asked.network() != null && !asked.network().equals("none")) {
      faults.add(path + "network", "can only be none: programs run without a network");
    }
    return new Limits(
        duration(path + "wall", asked.wall(), defaults.wall(), ceilings.wall(), faults),
        duration(path + "cpu", asked.cpu(), defaults.cpu(), ceilings.cpu(), faults),
        size(path + "memory", asked.memory(), Limits::memory, faults),
        processes,
        size(path + "disk", asked.disk(), Limits::disk, faults),
        size(path + "file", asked.file(), Limits::file, faults),
        size(path + "output", asked.output(), Limits::output, faults),
        size(path + "result", asked.result(), Limits::result, faults),
        "none");
  }

  private int processes(Integer asked, String path, Faults faults) {
    if (asked == null) {
      return defaults.processes();
    }
    if (asked < 1) {
      faults.add(path + "processes", "must be at least 1");
    } else if (asked > ceilings.processes()) {
      faults.add(path + "processes", "is above the ceiling of " + ceilings.processes());
    }
    return asked;
  }

  private static Duration duration(
      String field, String asked, Duration otherwise, Duration ceiling, Faults faults) {
    if (asked == null) {
      return otherwise;
    }
    try {
      Duration duration = Quantities.duration(asked);
      if (duration.compareTo(ceiling) > 0) {
        faults.add(field, "is above the ceiling of " + ceiling);
      }
      return duration;
    } catch (IllegalArgumentException e) {
      faults.add(field, e.getMessage());
      return otherwise;
    }
  }

  private long size(String field, String asked, Function<Limits, Long> part, Faults faults) {
    if (asked == null) {
      return part.apply(defaults);
    }
    try {
      long size = Quantities.size(asked);
      if (size > part.apply(ceilings)) {
        faults.add(field, "is above the ceiling of " + Quantities.show(part.apply(ceilings)));
      }
      return size;
    } catch (IllegalArgumentException e) {
      faults.add(field, e.getMessage());
      return part.apply(defaults);
    }
  }
}
