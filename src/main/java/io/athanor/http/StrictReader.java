package io.athanor.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal.FieldError;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one body into a record and coerces nothing: a number is no text, a text no number, and a
 * field that the record has not is a mistake. It goes on after a mistake, so that the client learns
 * of all of them at once.
 */
final class StrictReader {

  private static final int MOST_ERRORS = 100;
  private static final String ROOT = "body";
  private static final String AN_OBJECT = "an object";

  private final char[] text;
  private final JsonParser in;
  private final Scalars scalars;
  private final List<FieldError> errors = new ArrayList<>();

  StrictReader(char[] text, JsonParser in) {
    this.text = text;
    this.in = in;
    this.scalars = new Scalars(in, this::wrong);
  }

  <T> T read(Class<T> type) throws IOException {
    List<String> names = Shape.of(type).names();
    String expected = names.size() == 1 ? "an object with \"" + names.get(0) + "\"" : AN_OBJECT;
    return type.cast(root(expected, () -> record(type, "")));
  }

  Json object() throws IOException {
    return (Json) root(AN_OBJECT, () -> raw(ROOT));
  }

  @FunctionalInterface
  private interface Reading {
    Object read() throws IOException;
  }

  private Object root(String expected, Reading reading) throws IOException {
    if (in.nextToken() == null) {
      throw new JsonParseException(in, "it is empty");
    }
    Object value = in.currentToken() == JsonToken.START_OBJECT ? reading.read() : null;
    if (value == null && errors.isEmpty()) {
      mistyped(ROOT, expected);
    }
    if (in.nextToken() != null) {
      throw new JsonParseException(in, "something follows its end");
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(List.copyOf(errors)).raise();
    }
    return value;
  }

  private Object value(Type type, String path) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] parts = generic.getActualTypeArguments();
      return generic.getRawType() == List.class ? list(parts[0], path) : map(path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Json.class) {
      return in.currentToken() == JsonToken.START_OBJECT ? raw(path) : mistyped(path, AN_OBJECT);
    }
    if (plain.isRecord()) {
      return in.currentToken() == JsonToken.START_OBJECT
          ? record(plain, path)
          : mistyped(path, AN_OBJECT);
    }
    Object scalar = scalars.read(plain, path);
    in.skipChildren();
    return scalar;
  }

  private Object record(Class<?> type, String path) throws IOException {
    Shape shape = Shape.of(type);
    Object[] values = new Object[shape.size()];
    int mistakes = errors.size();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      String inner = path.isEmpty() ? name : path + "." + name;
      int index = shape.index(name);
      in.nextToken();
      if (index < 0) {
        wrong(inner, "unknown field" + Spelling.hint(name, shape.names()));
        in.skipChildren();
      } else {
        values[index] = value(shape.type(index), inner);
      }
    }
    return errors.size() == mistakes ? build(shape, values, path) : null;
  }

  private Object build(Shape shape, Object[] values, String path) {
    try {
      return shape.build(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        return wrong(path.isEmpty() ? ROOT : path, refused.getMessage());
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private List<Object> list(Type element, String path) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      mistyped(path, "an array");
      return List.of();
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      String inner = path + "[" + i + "]";
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        wrong(inner, "expected a value, found null");
      }
      all.add(value(element, inner));
    }
    return all;
  }

  private Map<String, String> map(String path) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      mistyped(path, AN_OBJECT);
      return Map.of();
    }
    Map<String, String> all = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      scalars.checkText(name, path);
      Object value = scalars.read(String.class, path + "." + name);
      in.skipChildren();
      all.put(name, (String) value);
    }
    return all;
  }

  /** The characters of the value as they were sent, so that no number is rounded. */
  private Json raw(String path) throws IOException {
    int start = (int) in.currentTokenLocation().getCharOffset();
    int depth = 0;
    do {
      JsonToken token = in.currentToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
        scalars.checkText(in.getText(), path);
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        scalars.checkExponent(in.getText(), path);
      }
    } while (depth > 0 && in.nextToken() != null);
    int end = (int) in.currentLocation().getCharOffset();
    return new Json(new String(text, start, end - start));
  }

  private Object mistyped(String path, String expected) throws IOException {
    wrong(path, "expected " + expected + ", found " + Scalars.found(in.currentToken()));
    in.skipChildren();
    return null;
  }

  private Object wrong(String path, String message) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new FieldError(path, message));
    }
    return null;
  }
}
