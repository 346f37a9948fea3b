package io.athanor.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** What a benchmark found, in the order in which it is to be read. */
final class Figures {

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();

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
    values.put(name, plain(value));
    return this;
  }

  /** Adds a table: rows with the same columns. */
  Figures table(String name, List<Map<String, Object>> rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> plain = new LinkedHashMap<>();
      row.forEach((column, value) -> plain.put(column, plain(value)));
      all.add(plain);
    }
    tables.put(name, all);
    return this;
  }

  private static Object plain(Object value) {
    return value instanceof Double number
        ? (Object) rounded(number)
        : value instanceof Sample sample ? sample.toString() : value;
  }

  private static double rounded(double number) {
    double scale = Math.abs(number) < 10 ? 1_000 : Math.abs(number) < 1_000 ? 10 : 1;
    return Math.round(number * scale) / scale;
  }

  String json() throws JsonProcessingException {
    add("loadAfter", load());
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.putAll(tables);
    return JsonMapper.builder().build().writeValueAsString(all);
  }

  String text() {
    add("loadAfter", load());
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-36s %s%n", name, value)));
    tables.values().forEach(rows -> text.append(String.format("%n%s", markdown(rows))));
    return text.toString().stripTrailing();
  }

  /** As the documents have it. */
  private static String markdown(List<Map<String, Object>> rows) {
    Set<String> columns = rows.get(0).keySet();
    StringBuilder text =
        new StringBuilder(line(columns)).append(line(Collections.nCopies(columns.size(), "---")));
    rows.forEach(row -> text.append(line(row.values())));
    return text.toString();
  }

  private static String line(Collection<?> cells) {
    StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
    cells.forEach(cell -> line.add(String.valueOf(cell)));
    return line.toString();
  }

  static void progress(String format, Object... parts) {
    System.err.println(String.format(Locale.ROOT, format, parts));
  }
}
