package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Options of the form {@code key=value}, turned into the objects that the server expects. */
final class KeyValues {
  private static final Set<String> DURATIONS = Set.of("wall", "cpu");
  private static final Set<String> SIZES = Set.of("memory", "disk", "file", "output", "result");

  private KeyValues() {}

  /** Values that are JSON stay JSON ({@code n=10}, {@code xs=[1,2]}); all others are text. */
  static ObjectNode parameters(List<String> pairs) {
    return object("-p", pairs, (key, value) -> Json.parse(value).orElseGet(() -> text(value)));
  }

  static ObjectNode texts(String option, List<String> pairs) {
    return object(option, pairs, (key, value) -> text(value));
  }

  /** Durations are sent in ISO-8601, sizes as typed. */
  static ObjectNode limits(List<String> pairs) {
    return object("--limit", pairs, KeyValues::limit);
  }

  /** As limits; processors are a number. */
  static ObjectNode requests(List<String> pairs) {
    return object("--request", pairs, KeyValues::request);
  }

  private static JsonNode request(String key, String value) {
    return switch (key) {
      case "duration" -> text(Quantities.parseDuration(value).toString());
      case "memory" -> text(value);
      case "cpu" ->
          Json.parse(value)
              .filter(JsonNode::isNumber)
              .orElseThrow(
                  () ->
                      CommandFailure.usage(
                          "--request cpu wants a number, not '" + SafeText.line(value) + "'."));
      default ->
          throw CommandFailure.usage(
              "--request knows no '"
                  + SafeText.line(key)
                  + "'; it knows cpu, memory and duration.");
    };
  }

  private static JsonNode limit(String key, String value) {
    if (DURATIONS.contains(key)) {
      Duration duration = Quantities.parseDuration(value);
      return text(duration.toString());
    }
    if (key.equals("processes")) {
      return Json.parse(value)
          .filter(number -> number.isIntegralNumber() && number.canConvertToInt())
          .orElseThrow(
              () ->
                  CommandFailure.usage(
                      "--limit processes wants a whole number, not '"
                          + SafeText.line(value)
                          + "'."));
    }
    if (SIZES.contains(key) || key.equals("network")) {
      return text(value);
    }
    throw CommandFailure.usage(
        "--limit knows no '"
            + SafeText.line(key)
            + "'; it knows wall, cpu, memory, processes, disk, file, output, result and network.");
  }

  private static JsonNode text(String value) {
    return Json.object().textNode(value);
  }

  private static ObjectNode object(
      String option, List<String> pairs, BiFunction<String, String, JsonNode> value) {
    ObjectNode object = Json.object();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw CommandFailure.usage(option + " wants key=value, not '" + SafeText.line(pair) + "'.");
      }
      String key = pair.substring(0, equals);
      if (object.has(key)) {
        throw CommandFailure.usage(option + " gives '" + SafeText.line(key) + "' twice.");
      }
      object.set(key, value.apply(key, pair.substring(equals + 1)));
    }
    return object;
  }
}
