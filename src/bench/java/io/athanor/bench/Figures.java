package io.athanor.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found, in the order in which it is to be read. */
final class Figures {

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Begins with what every figure depends on: the machine and how busy it is. */
  Figures(String benchmark) {
    add("benchmark", benchmark);
    add("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    add("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    add("processors", Runtime.getRuntime().availableProcessors());
    add("loadBefore", load());
  }

  /** The load average of the last minute: what else the machine did. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  Figures add(String name, Object value) {
    values.put(
        name,
        value instanceof Double number
            ? (Object) rounded(number)
            : value instanceof Sample sample ? sample.toString() : value);
    return this;
  }

  private static double rounded(double number) {
    double scale = Math.abs(number) < 10 ? 1_000 : Math.abs(number) < 1_000 ? 10 : 1;
    return Math.round(number * scale) / scale;
  }

  String json() throws JsonProcessingException {
    add("loadAfter", load());
    return JsonMapper.builder().build().writeValueAsString(values);
  }

  String text() {
    add("loadAfter", load());
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-36s %s%n", name, value)));
    return text.toString().stripTrailing();
  }

  static void progress(String format, Object... parts) {
    System.err.println(String.format(Locale.ROOT, format, parts));
  }
}
