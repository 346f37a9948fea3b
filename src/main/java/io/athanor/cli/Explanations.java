package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** States and verdicts in words, with what to do about them. */
final class Explanations {
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "TIMED_OUT", "STOPPED", "CANCELLED");

  private Explanations() {}

  static boolean terminal(String state) {
    return TERMINAL.contains(state);
  }

  static boolean completed(JsonNode experiment) {
    return experiment.path("state").asText("").equals("COMPLETED");
  }

  /**
   * Why the experiment stands where it does: the server's own reason and, for an unhappy end, what
   * the verdict means.
   */
  static String reason(JsonNode experiment) {
    String reason = experiment.path("reason").asText(experiment.path("waiting").asText(""));
    String verdict = verdict(experiment.path("verdict").asText(""));
    if (reason.isBlank()) {
      return verdict;
    }
    if (reason.contains("metric points")) {
      return reason + " — log less often, such as every tenth step";
    }
    return verdict.isEmpty() ? reason : reason + " — " + verdict;
  }

  /** The verdict of one attempt in words; nothing for success or an unknown word. */
  static String verdict(String verdict) {
    return switch (verdict) {
      case "CANCELLED" -> "it was cancelled";
      case "SANDBOX_ERROR" ->
          "the sandbox failed, which is not the program's fault: athanor doctor says what this machine lacks";
      case "LOST" -> "its node went away each time it ran";
      case "STOPPED" -> "it was stopped early, on request";
      case "MEMORY_LIMIT" -> "it needed more memory than allowed: raise it with --limit memory=…";
      case "WALL_LIMIT" -> "it ran longer than allowed: raise it with --limit wall=…";
      case "CPU_LIMIT" -> "it used more processor time than allowed: raise it with --limit cpu=…";
      case "OUTPUT_LIMIT" ->
          "it wrote far more than allowed: raise what is named with --limit, output=… or disk=…";
      case "CRASHED" -> "the program was ended by a signal";
      case "RESULT_INVALID" ->
          "the program ended well but its result cannot be kept: at most --limit result=…, 64 levels, JSON";
      case "FAILED" -> "the program itself failed";
      default -> "";
    };
  }
}
