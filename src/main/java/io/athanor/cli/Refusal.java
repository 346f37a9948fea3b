package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal by the server in words: what it said, which fields it means, what to do next, and the
 * correlation id under which the server's log has more. Reads the problem documents of RFC 9457.
 */
final class Refusal {
  static final int TOO_MANY_REQUESTS = 429;

  private Refusal() {}

  /** The failure that ends the command. */
  static CommandFailure failure(int status, JsonNode problem, String correlation) {
    int code = status == HttpURLConnection.HTTP_NOT_FOUND ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
    String advice = problem.path("advice").asText(advice(status));
    String id = problem.path("correlationId").asText(correlation);
    String said = said(status, problem);
    String text = sentence(said) + fields(problem, said) + " " + sentence(advice);
    return new CommandFailure(
        code,
        SafeText.line(text.strip())
            + (id.isEmpty() ? "" : " [correlation " + SafeText.line(id) + "]"),
        problem.path("type").asText("").replaceFirst(".*/", ""));
  }

  private static String said(int status, JsonNode problem) {
    for (String field : List.of("detail", "title")) {
      if (problem.path(field).isTextual() && !problem.path(field).textValue().isBlank()) {
        return problem.path(field).textValue();
      }
    }
    return "The server answered with status " + status;
  }

  /** The fields at fault that were not told already. */
  private static String fields(JsonNode problem, String said) {
    List<String> fields = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      String field = error.path("field").asText("");
      String message = error.path("message").asText("wrong");
      String fault = (field.isEmpty() ? "" : field + ": ") + message;
      if (!said.startsWith(fault) && !said.startsWith(field + " " + message)) {
        fields.add(fault);
      }
    }
    return fields.isEmpty() ? "" : " " + sentence(String.join("; ", fields));
  }

  private static String advice(int status) {
    return switch (status) {
      case 400, 422 -> "Correct the request and try again.";
      case 401 -> "Set ATHANOR_API_KEY to a valid key, or ATHANOR_HOME to the home of the node.";
      case 403 -> "Use a key with a role that may do this.";
      case 404 -> "See what exists with: athanor list, or for sessions: athanor history";
      case 409 -> "Look at its present state with: athanor show ID";
      case 413 -> "Send less in one request.";
      case TOO_MANY_REQUESTS -> "Wait a moment and try again.";
      case 503 -> "The server is starting, stopping or overloaded: try again in a moment.";
      default -> status >= 500 ? "The server's log says more under the correlation id." : "";
    };
  }

  private static String sentence(String text) {
    String stripped = text.strip();
    return stripped.isEmpty()
            || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
            || stripped.contains(": athanor ")
        ? stripped
        : stripped + ".";
  }
}
