package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Report.UserError;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Which verdict an attempt gets, and why in words: the first that applies, in the order of {@link
 * Verdict}.
 *
 * @param limits in force
 * @param cancelled what the node was asked to do with it, or null
 * @param fault what went wrong on our side, or null
 * @param demanded why this node ended it ({@code wall}, {@code cpu}, {@code memory}), or null
 * @param oomKills processes that the kernel killed for memory
 * @param cpu of the whole group
 * @param elapsed since its start, as this node saw it
 * @param last the shim's final report, or null
 * @param error the user's own, or null
 * @param result the checked result
 */
record Ending(
    Limits limits,
    Cancellation cancelled,
    String fault,
    String demanded,
    long oomKills,
    Duration cpu,
    Duration elapsed,
    JsonNode last,
    UserError error,
    ResultText result) {

  /** A request to end an attempt: CANCELLED, STOPPED or LOST, and why. */
  record Cancellation(Verdict verdict, String reason) {}

  /** A verdict and its reason. */
  record Decision(Verdict verdict, String reason) {}

  private static final Set<String> TOO_MUCH = Set.of("disk", "result", "output", "metrics");
  private static final int SIGKILL = 9;
  private static final int SIGXCPU = 24;

  Decision decide() {
    if (cancelled != null) {
      return new Decision(cancelled.verdict(), cancelled.reason());
    }
    if (fault != null) {
      return new Decision(Verdict.SANDBOX_ERROR, fault);
    }
    String cause =
        last == null || last.path("cause").asText().isEmpty()
            ? demanded
            : last.path("cause").asText();
    if (oomKills > 0 || "memory".equals(cause)) {
      return new Decision(
          Verdict.MEMORY_LIMIT,
          "memory limit " + bytes(limits.memory()) + " reached after " + seconds(elapsed));
    }
    if ("wall".equals(cause)) {
      return new Decision(Verdict.WALL_LIMIT, "time limit " + seconds(limits.wall()) + " reached");
    }
    int signal = last == null ? 0 : last.path("signal").asInt();
    if ("cpu".equals(cause) || killedForTime(signal)) {
      return new Decision(
          Verdict.CPU_LIMIT,
          "processor time limit " + seconds(limits.cpu()) + " reached by the whole group");
    }
    if (cause != null && TOO_MUCH.contains(cause)) {
      return tooMuch(cause);
    }
    if (last == null) {
      return new Decision(Verdict.SANDBOX_ERROR, "the sandbox ended without a report");
    }
    return ended(signal);
  }

  private Decision tooMuch(String cause) {
    return switch (cause) {
      case "disk" ->
          new Decision(
              Verdict.OUTPUT_LIMIT,
              "files took more than the " + bytes(limits.disk()) + " of disk");
      case "result" ->
          new Decision(
              Verdict.RESULT_INVALID, "the result is larger than " + limits.result() + " bytes");
      case "output" ->
          new Decision(
              Verdict.OUTPUT_LIMIT,
              "output went on 8 MB beyond the " + bytes(limits.output()) + " that are kept");
      default ->
          new Decision(
              Verdict.OUTPUT_LIMIT,
              "more than 50000 metric points or 8 MB of them, which is as many as an attempt can"
                  + " have");
    };
  }

  /**
   * The kernel's limit of one process counts in ticks and may fire a little before the precise
   * account of the control group is full; a program that sends itself the signal has used less.
   */
  private boolean killedForTime(int signal) {
    return (signal == SIGXCPU && cpu.multipliedBy(10).compareTo(limits.cpu().multipliedBy(8)) >= 0)
        || (signal == SIGKILL && cpu.compareTo(limits.cpu()) >= 0);
  }

  private Decision ended(int signal) {
    if (signal != 0) {
      return new Decision(Verdict.CRASHED, "ended by signal " + signal + Signals.name(signal));
    }
    int exit = last.path("exit").asInt();
    if (exit == 0 && !last.path("invalid").asText().isEmpty()) {
      return new Decision(Verdict.RESULT_INVALID, last.path("invalid").asText());
    }
    if (exit == 0 && result.problem() != null) {
      return new Decision(Verdict.RESULT_INVALID, result.problem());
    }
    if (exit != 0) {
      return new Decision(Verdict.FAILED, error == null ? "exit code " + exit : said());
    }
    return new Decision(Verdict.SUCCEEDED, "completed");
  }

  private String said() {
    String place = error.file() == null ? "" : " (" + error.file() + ", line " + error.line() + ")";
    String told = error.type() + (error.message().isEmpty() ? "" : ": " + error.message());
    return told.endsWith(place) ? told : told + place;
  }

  private static String seconds(Duration duration) {
    double value = duration.toMillis() / 1000.0;
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f s", value)
        : String.format(Locale.ROOT, value < 1 ? "%.2f s" : "%.1f s", value);
  }

  private static String bytes(long count) {
    if (count % (1 << 20) == 0 && count > 0) {
      return (count >> 20) + " MB";
    }
    return count % 1024 == 0 && count > 0 ? (count >> 10) + " KB" : count + " bytes";
  }
}
