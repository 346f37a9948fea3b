package io.athanor.app.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value as it was written, before it has a type. */
sealed interface RawValue {

  /** A scalar. The empty text means "no value". */
  record Text(String text) implements RawValue {}

  /** A list of scalars. */
  record Items(List<String> items) implements RawValue {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Names with scalars. */
  record Entries(Map<String, String> entries) implements RawValue {
    public Entries {
      entries = Map.copyOf(entries);
    }
  }

  /** Several things, each with names and scalars. */
  record Rows(List<Map<String, String>> rows) implements RawValue {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /** Something that cannot be read and may hold secrets anywhere. */
  record Hidden() implements RawValue {}

  /** The value as one line of text. */
  default String shown() {
    if (this instanceof Items list) {
      return String.join(",", list.items());
    }
    if (this instanceof Entries map) {
      return map.entries().toString();
    }
    if (this instanceof Rows several) {
      return several.rows().toString();
    }
    return this instanceof Text value ? value.text() : "";
  }

  /** The things; where nothing was written there are none. */
  default Optional<List<Map<String, String>>> things() {
    if (this instanceof Rows several) {
      return Optional.of(several.rows());
    }
    return scalar().filter(String::isEmpty).map(nothing -> List.of());
  }

  /** The scalar; absent where a list or a map was written. */
  default Optional<String> scalar() {
    return this instanceof Text value ? Optional.of(value.text().strip()) : Optional.empty();
  }

  /** The list; a scalar is split at commas, as the environment has no lists. */
  default Optional<List<String>> list() {
    if (this instanceof Items list) {
      return Optional.of(list.items());
    }
    return scalar().map(RawValue::split);
  }

  /** The map; a scalar is read as {@code name=value,name=value}. */
  default Optional<Map<String, String>> map() {
    if (this instanceof Entries map) {
      return Optional.of(map.entries());
    }
    return scalar().flatMap(RawValue::pairs);
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static Optional<Map<String, String>> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : split(text)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        return Optional.empty();
      }
      pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return Optional.of(pairs);
  }
}
