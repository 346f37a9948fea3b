package io.athanor.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Collects the records that are spoken of, and describes their fields as they are on the wire. */
final class RecordTable {

  private static final Map<Class<?>, String> PLAIN =
      Map.of(
          String.class, "string",
          UUID.class, "UUID",
          Instant.class, "time",
          Duration.class, "duration",
          Json.class, "JSON text",
          Bytes.class, "bytes",
          boolean.class, "boolean",
          Boolean.class, "boolean");

  private final Set<Class<?>> seen = new LinkedHashSet<>();

  /** A link to the record's entry, which will be in the table from now on. */
  String link(Class<?> record) {
    seen.add(record);
    return "[%s](#%s)".formatted(name(record), anchor(record));
  }

  /** The entries of all records that were linked, and of those that they link to in turn. */
  String render() {
    List<String> entries = new ArrayList<>();
    Set<Class<?>> done = new LinkedHashSet<>();
    while (done.size() < seen.size()) {
      for (Class<?> record : List.copyOf(seen)) {
        if (done.add(record)) {
          entries.add(entry(record));
        }
      }
    }
    return entries.stream()
        .sorted(String.CASE_INSENSITIVE_ORDER)
        .collect(Collectors.joining("\n", "| record | fields |\n|---|---|\n", ""));
  }

  private String entry(Class<?> record) {
    String fields =
        Arrays.stream(record.getRecordComponents())
            .map(field -> "`%s` %s".formatted(field.getName(), type(field.getGenericType())))
            .collect(Collectors.joining("<br>"));
    return "| %s<a id=\"%s\"></a> | %s |"
        .formatted(name(record), anchor(record), fields.isEmpty() ? "none" : fields);
  }

  private String type(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      boolean list = generic.getRawType() == List.class;
      return (list ? "list of " : "map to ") + type(arguments[arguments.length - 1]);
    }
    Class<?> plain = (Class<?>) type;
    if (PLAIN.containsKey(plain)) {
      return PLAIN.get(plain);
    }
    if (plain.isEnum()) {
      return "one of "
          + Arrays.stream(plain.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    return plain.isRecord() ? link(plain) : "number";
  }

  private static String name(Class<?> record) {
    Class<?> outer = record.getEnclosingClass();
    return outer == null
        ? record.getSimpleName()
        : outer.getSimpleName() + "$" + record.getSimpleName();
  }

  private static String anchor(Class<?> record) {
    return name(record).toLowerCase(Locale.ROOT).replace('$', '-');
  }
}
