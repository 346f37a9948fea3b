package io.athanor.experiments;

import io.athanor.contract.Limits;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.Submission;
import io.athanor.contract.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which failures of its own a submission wants to be tried again, and how late. Failures of ours
 * are tried again without being asked.
 */
final class RetryPlan {

  private static final int MOST = 20;
  private static final double LARGEST_FACTOR = 10;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Set<Verdict> CLASSES =
      EnumSet.of(
          Verdict.FAILED,
          Verdict.CRASHED,
          Verdict.MEMORY_LIMIT,
          Verdict.WALL_LIMIT,
          Verdict.CPU_LIMIT,
          Verdict.OUTPUT_LIMIT,
          Verdict.RESULT_INVALID);

  private RetryPlan() {}

  /**
   * The policy with its defaults, or null for none; faults are told under {@code at}.
   *
   * @param limits of the first attempt
   * @param ceiling the most memory that may be asked for, in bytes
   */
  static Retry plan(Submission.Retry asked, Limits limits, long ceiling, String at, Faults faults) {
    if (asked == null) {
      return null;
    }
    String path = at + "retry.";
    int max = asked.max() == null ? 1 : asked.max();
    if (max < 1 || max > MOST) {
      faults.add(path + "max", "must be between 1 and " + MOST);
    }
    double factor = asked.factor() == null ? 2 : asked.factor();
    if (!(factor >= 1 && factor <= LARGEST_FACTOR)) {
      faults.add(path + "factor", "must be between 1 and 10");
    }
    List<Verdict> on = classes(asked.on(), path, faults);
    Long memory = memory(asked.memory(), limits, ceiling, path, faults);
    if (asked.on().isEmpty() && asked.memory() == null) {
      faults.add(path + "on", "is missing; name what is to be tried again: " + names());
    }
    return new Retry(
        max,
        on,
        duration(asked.backoff(), Duration.ofSeconds(1), path + "backoff", faults),
        factor,
        duration(asked.maxBackoff(), Duration.ofMinutes(5), path + "maxBackoff", faults),
        memory);
  }

  private static List<Verdict> classes(List<String> asked, String path, Faults faults) {
    List<Verdict> on = new ArrayList<>();
    for (int i = 0; i < Math.min(CLASSES.size() + 1, asked.size()); i++) {
      String word = asked.get(i);
      CLASSES.stream()
          .filter(one -> one.name().equals(word))
          .findFirst()
          .ifPresentOrElse(on::add, () -> faults.add(path + "on", "must be of " + names()));
    }
    return on.stream().distinct().toList();
  }

  private static String names() {
    return CLASSES.stream().map(Verdict::name).collect(Collectors.joining(", "));
  }

  private static Long memory(
      String asked, Limits limits, long ceiling, String path, Faults faults) {
    if (asked == null) {
      return null;
    }
    try {
      long memory = Quantities.size(asked);
      if (memory <= limits.memory()) {
        faults.add(path + "memory", "must be more than limits.memory");
      } else if (memory > ceiling) {
        faults.add(path + "memory", "is above the ceiling of " + Quantities.show(ceiling));
      }
      return memory;
    } catch (IllegalArgumentException e) {
      faults.add(path + "memory", e.getMessage());
      return null;
    }
  }

  private static Duration duration(String asked, Duration otherwise, String field, Faults faults) {
    if (asked == null) {
      return otherwise;
    }
    try {
      Duration duration = Quantities.duration(asked);
      if (duration.compareTo(LONGEST) > 0) {
        faults.add(field, "is longer than a day");
      }
      return duration;
    } catch (IllegalArgumentException e) {
      faults.add(field, e.getMessage());
      return otherwise;
    }
  }
}
