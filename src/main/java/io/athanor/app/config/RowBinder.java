package io.athanor.app.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds the records of a list. What a row does not name is empty. */
final class RowBinder {

  private final Setting setting;
  private final Class<?> row;
  private final Consumer<ConfigProblem> problems;

  RowBinder(Setting setting, Class<?> row, Consumer<ConfigProblem> problems) {
    this.setting = setting;
    this.row = row;
    this.problems = problems;
  }

  /** The record that a list of {@code type} holds, where it holds records. */
  static Optional<Class<?>> rowOf(Type type) {
    return type instanceof ParameterizedType generic
            && generic.getRawType() == List.class
            && generic.getActualTypeArguments()[0] instanceof Class<?> item
            && item.isRecord()
        ? Optional.of(item)
        : Optional.empty();
  }

  /** Those records that are right. */
  List<Object> bind() {
    List<Object> records = new ArrayList<>();
    Optional<List<Map<String, String>>> rows = setting.value().things();
    if (rows.isEmpty()) {
      problem("must be a list such as [{" + names().get(0) + ": ...}]");
    }
    for (Map<String, String> one : rows.orElse(List.of())) {
      record("number " + (records.size() + 1), one).ifPresent(records::add);
    }
    return records;
  }

  private Optional<Object> record(String which, Map<String, String> texts) {
    List<String> faults = new ArrayList<>();
    texts.keySet().stream()
        .filter(name -> !names().contains(name))
        .forEach(name -> faults.add("has an unknown key; known are " + String.join(", ", names())));
    RecordComponent[] components = row.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String text = texts.getOrDefault(components[i].getName(), "");
      try {
        values[i] = ValueParser.parse(new RawValue.Text(text), components[i].getGenericType());
      } catch (IllegalArgumentException e) {
        faults.add(components[i].getName() + ": " + e.getMessage());
      }
    }
    if (faults.isEmpty()) {
      try {
        return Optional.of(RecordBinder.construct(row, values));
      } catch (IllegalArgumentException e) {
        faults.addAll(e.getMessage().lines().toList());
      }
    }
    faults.forEach(fault -> problem(which + ", " + fault));
    return Optional.empty();
  }

  private List<String> names() {
    return Arrays.stream(row.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private void problem(String message) {
    problems.accept(ConfigProblem.error(setting, message, ""));
  }
}
