package io.athanor.app.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every key that a tree of records has. */
final class ConfigSchema {

  private final Map<String, Type> keys = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();
  private final Map<String, String> byVariable = new LinkedHashMap<>();

  private ConfigSchema() {}

  /** The keys of {@code root}: a component that is a record is a section, any other one a key. */
  static ConfigSchema of(Class<? extends Record> root) {
    ConfigSchema schema = new ConfigSchema();
    schema.add("", root);
    return schema;
  }

  private void add(String prefix, Class<?> section) {
    sections.add(prefix);
    for (RecordComponent component : section.getRecordComponents()) {
      String path = join(prefix, component.getName());
      if (component.getType().isRecord()) {
        add(path, component.getType());
      } else {
        keys.put(path, component.getGenericType());
        String taken = byVariable.put(letters(path), path);
        if (taken != null) {
          throw new IllegalStateException(taken + " and " + path + " share a variable");
        }
      }
    }
  }

  static String join(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  Set<String> keys() {
    return Set.copyOf(keys.keySet());
  }

  /** Keys in the order of the records. */
  Iterable<String> keysInOrder() {
    return keys.keySet();
  }

  /** Whether a key holds a list of records. */
  boolean holdsRows(String key) {
    return type(key).flatMap(RowBinder::rowOf).isPresent();
  }

  Optional<Type> type(String key) {
    return Optional.ofNullable(keys.get(key));
  }

  boolean isSection(String path) {
    return sections.contains(path);
  }

  /** The key meant by a variable's name without its prefix; underscores do not count. */
  Optional<String> byVariable(String suffix) {
    return Optional.ofNullable(byVariable.get(letters(suffix)));
  }

  private static String letters(String name) {
    return name.replaceAll("[._]", "").toUpperCase(Locale.ROOT);
  }

  /** "did you mean", or nothing when nothing is near. */
  String suggestion(String unknown) {
    String wanted = letters(unknown);
    Set<String> candidates = new LinkedHashSet<>(keys.keySet());
    candidates.addAll(sections);
    candidates.remove("");
    return candidates.stream()
        .min(Comparator.comparingInt((String key) -> distance(wanted, key)))
        .filter(key -> distance(wanted, key) <= Math.max(2, wanted.length() / 4))
        .map(key -> "did you mean " + key + "?")
        .orElse("");
  }

  /** Edits between what was written and a key; the name without its section counts as near. */
  private static int distance(String wanted, String key) {
    int whole = edits(wanted, letters(key));
    int name = edits(wanted, letters(key.substring(key.lastIndexOf('.') + 1)));
    return Math.min(whole, name + 1);
  }

  private static int edits(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    // Nothing that long is near any key, and the work is quadratic.
    for (int i = 1; i <= Math.min(left.length(), 100); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
