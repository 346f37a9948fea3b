package io.athanor.persistence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;

/** Values of parameters: compared by a bounded look, and shown only where that was asked for. */
final class ParameterValues {

  private static final int LOOK = 128;
  private static final int ELEMENTS = 8;
  private static final int LONGEST_SHOWN = 200;

  private ParameterValues() {}

  /** Whether one of them is bytes. */
  static boolean areBulk(Tuple parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.getValue(i) instanceof Buffer) {
        return true;
      }
    }
    return false;
  }

  /** A number that differs where the values do, hardly ever else; costs little for long values. */
  static int hash(Object value) {
    if (value instanceof String text) {
      return text.length() <= 2 * LOOK ? text.hashCode() : hash(text);
    }
    if (value instanceof Object[] array) {
      int hash = array.length;
      for (int i = 0; i < Math.min(ELEMENTS, array.length); i++) {
        hash = (hash * 31 + hash(array[i])) * 31 + hash(array[array.length - 1 - i]);
      }
      return hash;
    }
    return value == null ? 0 : value.hashCode();
  }

  private static int hash(String text) {
    int hash = text.length();
    for (int i = 0; i < LOOK; i++) {
      hash = (hash * 31 + text.charAt(i)) * 31 + text.charAt(text.length() - 1 - i);
    }
    return hash;
  }

  /** The values with their types, long ones cut. */
  static JsonArray shown(Tuple parameters) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < parameters.size(); i++) {
      all.add(shown(parameters.getValue(i)));
    }
    return all;
  }

  private static JsonObject shown(Object value) {
    if (value == null) {
      return new JsonObject().put("type", "null");
    }
    JsonObject shown =
        new JsonObject().put("type", value.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (value instanceof Buffer bytes) {
      return new JsonObject().put("type", "bytes").put("length", bytes.length());
    }
    if (value instanceof Object[] array) {
      JsonArray elements = new JsonArray();
      for (int i = 0; i < Math.min(ELEMENTS, array.length); i++) {
        elements.add(cut(String.valueOf(array[i])));
      }
      return shown.put("length", array.length).put("value", elements);
    }
    String text = String.valueOf(value);
    shown.put("value", cut(text));
    return text.length() > LONGEST_SHOWN ? shown.put("length", text.length()) : shown;
  }

  private static String cut(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }
}
