package io.athanor.app.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds a tree of records from settings and reports everything that is wrong with them in one
 * pass. Where a value is bad, its default takes its place, so that the values beside it are checked
 * as well.
 */
final class RecordBinder {

  private static final String KUBERNETES =
      "Kubernetes sets such variables for its services: enableServiceLinks: false stops that";

  private final Map<String, Setting> defaults;
  private final Map<String, Setting> settings;
  private final Consumer<ConfigProblem> problems;
  private int count;

  /**
   * A binder.
   *
   * @param defaults a setting for every key
   * @param settings the settings in force, also for every key
   * @param problems told of every fault
   */
  RecordBinder(
      Map<String, Setting> defaults,
      Map<String, Setting> settings,
      Consumer<ConfigProblem> problems) {
    this.defaults = defaults;
    this.settings = settings;
    this.problems =
        problem -> {
          count++;
          problems.accept(problem);
        };
  }

  /** The record; not to be used when a problem was reported on the way. */
  <T extends Record> T bind(Class<T> root) {
    return root.cast(section("", root));
  }

  private Object section(String prefix, Class<?> section) {
    RecordComponent[] components = section.getRecordComponents();
    Object[] values = new Object[components.length];
    Set<String> broken = new HashSet<>();
    for (int i = 0; i < components.length; i++) {
      String path = ConfigSchema.join(prefix, components[i].getName());
      if (components[i].getType().isRecord()) {
        int before = count;
        values[i] = section(path, components[i].getType());
        if (count > before) {
          broken.add(components[i].getName());
        }
      } else {
        values[i] = value(path, components[i], broken);
      }
    }
    try {
      return construct(section, values);
    } catch (IllegalArgumentException e) {
      report(prefix, section, e.getMessage(), broken);
      return fallback(prefix, section);
    }
  }

  private Object value(String path, RecordComponent component, Set<String> broken) {
    Setting setting = settings.get(path);
    Optional<Class<?>> row = RowBinder.rowOf(component.getGenericType());
    if (row.isPresent()) {
      int before = count;
      List<Object> rows = new RowBinder(setting, row.get(), problems).bind();
      if (count > before) {
        broken.add(component.getName());
      }
      return rows;
    }
    try {
      return ValueParser.parse(setting.value(), component.getGenericType());
    } catch (IllegalArgumentException e) {
      boolean link = setting.value().shown().startsWith("tcp://");
      problems.accept(ConfigProblem.error(setting, e.getMessage(), link ? KUBERNETES : ""));
      broken.add(component.getName());
      return ValueParser.parse(defaults.get(path).value(), component.getGenericType());
    }
  }

  private void report(String prefix, Class<?> section, String faults, Set<String> broken) {
    for (String line : faults.lines().toList()) {
      int colon = line.indexOf(": ");
      String field = colon < 0 ? "" : line.substring(0, colon);
      String key = ConfigSchema.join(prefix, field);
      String message = line.substring(colon < 0 ? 0 : colon + 2);
      // A comparison with a default that stands in for a bad value says nothing.
      if (mentions(line, broken)) {
        continue;
      }
      Setting setting = settings.get(key);
      problems.accept(
          setting != null
              ? ConfigProblem.error(setting, message, "")
              : ConfigProblem.error(key, section.getSimpleName(), message, ""));
    }
  }

  private static boolean mentions(String line, Set<String> names) {
    return Arrays.stream(line.split("\\s+"))
        .map(word -> word.replaceAll("[:,;]$", "").replaceAll("\\..*", ""))
        .anyMatch(names::contains);
  }

  /** The section as it is by default. */
  private Object fallback(String prefix, Class<?> section) {
    return new RecordBinder(defaults, defaults, strict()).section(prefix, section);
  }

  /** For the defaults: a fault in them is ours, and no user can repair it. */
  static Consumer<ConfigProblem> strict() {
    return problem -> {
      throw new IllegalStateException("a default is wrong: " + problem.render());
    };
  }

  static Object construct(Class<?> section, Object[] values) {
    Class<?>[] types =
        Arrays.stream(section.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = section.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException fault && fault.getMessage() != null) {
        throw fault;
      }
      throw new IllegalStateException("cannot build " + section, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + section, e);
    }
  }
}
