package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The sections of {@code /admin/diagnostics/system}, a line for each. */
final class SystemSections {

  /** A line: what it is called, how it reads, and what to do when it is not well. */
  private record Section(
      String name, String title, Function<JsonNode, String> words, String advice) {}

  private static final List<Section> ALL =
      List.of(
          new Section(
              "memory",
              "memory",
              SystemSections::memory,
              "run less beside the node, or give it more memory"),
          new Section("cpu", "processors", SystemSections::cpu, "run less on this machine"),
          new Section(
              "threads", "threads", SystemSections::threads, "restart the node and report it"),
          new Section(
              "fileDescriptors",
              "file descriptors",
              SystemSections::files,
              "raise the limit: ulimit -n"),
          new Section(
              "network",
              "network",
              SystemSections::network,
              "lower http.idleTimeout, or report it"),
          new Section(
              "disk", "disk of the home", SystemSections::disk, "free some, or move ATHANOR_HOME"),
          new Section(
              "eventLoop",
              "event loops",
              SystemSections::loops,
              "look whether the machine is overloaded"),
          new Section(
              "workerPools",
              "pools",
              SystemSections::pools,
              "look at what is slow: athanor report"),
          new Section(
              "gc",
              "collection",
              SystemSections::collection,
              "give the JVM more: -Xmx in ATHANOR_JAVA_OPTS"),
          new Section("classes", "classes", SystemSections::classes, ""),
          new Section(
              "limits", "limits", SystemSections::limits, "raise the limits of the container"),
          new Section("jvm", "JVM", SystemSections::jvm, ""),
          new Section("process", "process", SystemSections::process, ""));

  private SystemSections() {}

  /** All that the document has. */
  static List<Check> of(JsonNode report) {
    List<Check> checks = new ArrayList<>();
    for (Section section : ALL) {
      JsonNode one = report.path(section.name());
      if (one.isObject()) {
        checks.add(check(section, one));
      }
    }
    return checks;
  }

  private static Check check(Section section, JsonNode one) {
    String error = one.path("error").asText("");
    String found = error.isEmpty() ? section.words().apply(one) : "cannot be read: " + error;
    List<String> reasons = new ArrayList<>();
    one.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    String advice =
        reasons.isEmpty() ? section.advice() : String.join("; ", reasons) + ": " + section.advice();
    return switch (one.path("status").asText("")) {
      case "healthy" -> Check.ok(section.title(), found);
      case "error" -> Check.fail(section.title(), found, advice);
      default -> Check.warn(section.title(), found, advice);
    };
  }

  private static String memory(JsonNode one) {
    JsonNode heap = one.path("heap");
    return "heap "
        + mb(heap.path("usedMb"))
        + (heap.path("maxMb").isNumber() ? " of " + mb(heap.path("maxMb")) : "")
        + ", process "
        + mb(one.path("process").path("rssMb"))
        + ", machine "
        + number(one.path("system").path("percent"))
        + " % of "
        + mb(one.path("system").path("totalMb"));
  }

  private static String cpu(JsonNode one) {
    JsonNode machine = one.path("system");
    List<String> loads = new ArrayList<>();
    machine.path("loadAverage").forEach(load -> loads.add(number(load)));
    return "process "
        + number(one.path("process").path("percentLastMinute"))
        + " %, machine "
        + number(machine.path("percentLastMinute"))
        + " % of "
        + number(machine.path("cpuCount"))
        + ", load "
        + String.join(" ", loads);
  }

  private static String threads(JsonNode one) {
    return one.path("totalThreads").asText()
        + " ("
        + one.path("javaThreads").asText()
        + " of Java)"
        + outOf(one.path("limit"));
  }

  private static String files(JsonNode one) {
    JsonNode limit = one.path("softLimit");
    return one.path("openFds").asText()
        + (limit.isNumber() ? " of " + limit.asText() : ", no limit");
  }

  private static String network(JsonNode one) {
    List<String> states = new ArrayList<>();
    one.path("byStatus")
        .properties()
        .forEach(state -> states.add(state.getValue().asText() + " " + state.getKey()));
    return one.path("totalConnections").asText()
        + " TCP sockets"
        + (states.isEmpty() ? "" : ": " + String.join(", ", states));
  }

  private static String disk(JsonNode one) {
    return number(one.path("freeGb")) + " GB free of " + number(one.path("totalGb")) + " GB";
  }

  private static String loops(JsonNode one) {
    return one.path("loops").asText()
        + " loops, late by "
        + number(one.path("p50Millis"))
        + " ms (median), "
        + number(one.path("p99Millis"))
        + " ms (99 %), "
        + number(one.path("maxMillis"))
        + " ms (most)";
  }

  private static String pools(JsonNode one) {
    List<String> words = new ArrayList<>();
    for (JsonNode pool : one.path("pools")) {
      long queued = pool.path("queued").asLong();
      words.add(
          pool.path("name").asText()
              + " "
              + pool.path("inUse").asText()
              + outOf(pool.path("size"))
              + (queued == 0 ? "" : ", " + queued + " wait"));
    }
    return words.isEmpty() ? "none" : String.join("; ", words);
  }

  private static String collection(JsonNode one) {
    return number(one.path("percentLastMinute"))
        + " % of the last minute, "
        + one.path("pauses").asText("0")
        + " pauses, the longest "
        + number(one.path("maxMillis"))
        + " ms";
  }

  private static String classes(JsonNode one) {
    return one.path("loaded").asText() + " loaded, " + one.path("unloaded").asText() + " unloaded";
  }

  private static String limits(JsonNode one) {
    return "cgroup "
        + one.path("version").asText("?")
        + ", processors "
        + (one.path("processors").isNumber() ? number(one.path("processors")) : "all")
        + ", memory "
        + (one.path("memoryMb").isNumber() ? mb(one.path("memoryMb")) : "all");
  }

  private static String jvm(JsonNode one) {
    return one.path("name").asText() + " " + one.path("version").asText();
  }

  private static String process(JsonNode one) {
    return one.path("pid").asText() + " on " + one.path("name").asText("?");
  }

  private static String outOf(JsonNode limit) {
    return limit.isNumber() ? " of " + number(limit) : "";
  }

  private static String mb(JsonNode size) {
    return Quantities.bytes(Math.round(size.asDouble() * (1 << 20)));
  }

  private static String number(JsonNode value) {
    if (!value.isNumber()) {
      return "?";
    }
    String text = String.format(Locale.ROOT, "%.1f", value.asDouble());
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
