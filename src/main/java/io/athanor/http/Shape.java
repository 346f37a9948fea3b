package io.athanor.http;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/** The fields of a record and how to build one; looked up once, since a class never changes. */
final class Shape {

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(type);
        }
      };

  private final List<String> names;
  private final List<Type> types;
  private final Constructor<?> constructor;

  private Shape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    names = Arrays.stream(components).map(RecordComponent::getName).toList();
    types = Arrays.stream(components).map(RecordComponent::getGenericType).toList();
    Class<?>[] erased =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(erased);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " is no record", e);
    }
  }

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  int size() {
    return names.size();
  }

  List<String> names() {
    return names;
  }

  int index(String name) {
    return names.indexOf(name);
  }

  Type type(int index) {
    return types.get(index);
  }

  Object build(Object[] values) throws InvocationTargetException {
    try {
      return constructor.newInstance(values);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
