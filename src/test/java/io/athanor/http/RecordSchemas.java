package io.athanor.http;

import io.athanor.contract.Field;
import io.athanor.contract.Field.Access;
import io.athanor.contract.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The schemas of records for openapi.yaml, told by the contract. */
final class RecordSchemas {

  private RecordSchemas() {}

  /** The name of a kind's schemas, such as {@code PaperTopic}. */
  static String name(Kind kind) {
    return camel(kind.word());
  }

  static String camel(String words) {
    StringBuilder name = new StringBuilder();
    for (String word : words.split("-", -1)) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }

  static String all() {
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      text.append(create(kind)).append(change(kind)).append(stored(kind)).append(page(kind));
    }
    return text.toString();
  }

  private static String create(Kind kind) {
    List<Field> given =
        kind.fields().stream().filter(field -> field.access() != Access.COMPUTED).toList();
    String needed =
        given.stream().filter(Field::required).map(Field::name).collect(Collectors.joining(", "));
    return object(name(kind), "required: [" + needed + "]")
        + properties(given, field -> schema(field, !field.required(), true));
  }

  private static String change(Kind kind) {
    List<Field> open =
        kind.fields().stream().filter(field -> field.access() == Access.OPEN).toList();
    return object(name(kind) + "Change", "minProperties: 1")
        + properties(open, field -> schema(field, field.clearable(), false));
  }

  private static String stored(Kind kind) {
    StringBuilder text = new StringBuilder();
    text.append(
        object("Stored" + name(kind), "required: [id, owner, createdAt, updatedAt, version]"));
    text.append("        id: {type: string, format: uuid}\n");
    text.append(properties(kind.fields(), field -> schema(field, false, false)));
    text.append("        owner: {type: string}\n");
    text.append("        createdAt: {type: string, format: date-time}\n");
    text.append("        updatedAt: {type: string, format: date-time}\n");
    text.append(
        "        version: {type: integer, minimum: 1, description: Raised by every change; the ETag.}\n");
    for (String part : kind.listing().includes()) {
      text.append("        ").append(part).append(": ").append(included(part)).append('\n');
    }
    return text.toString();
  }

  private static String included(String part) {
    for (Kind kind : Kind.values()) {
      String reference = "{$ref: '#/components/schemas/Stored" + name(kind) + "'}";
      if (part.equals(kind.word())) {
        return reference;
      }
      if (part.equals(kind.path()) || (part.equals("children") && kind == Kind.HYPOTHESIS)) {
        return "{type: array, items: " + reference + "}";
      }
    }
    String experiment = "{$ref: '#/components/schemas/Experiment'}";
    return part.equals("experiment") ? experiment : "{type: array, items: " + experiment + "}";
  }

  private static String page(Kind kind) {
    return object(name(kind) + "Page", "required: [items, nextCursor]")
        + "        items: {type: array, items: {$ref: '#/components/schemas/Stored"
        + name(kind)
        + "'}}\n"
        + "        nextCursor: {type: [string, 'null'], description: Asks for the next page; null when there is none.}\n";
  }

  private static String object(String name, String rule) {
    String rules = rule.equals("required: []") ? "" : "      " + rule + "\n";
    return "    "
        + name
        + ":\n      type: object\n"
        + "      additionalProperties: false\n"
        + rules
        + "      properties:\n";
  }

  private static String properties(List<Field> fields, Function<Field, String> schema) {
    StringBuilder text = new StringBuilder();
    for (Field field : fields) {
      text.append("        ")
          .append(field.name())
          .append(": ")
          .append(schema.apply(field))
          .append('\n');
    }
    return text.toString();
  }

  /** In flow style, to stay on one line. */
  static String schema(Field field, boolean nullable, boolean initial) {
    List<String> parts = new ArrayList<>();
    String type =
        switch (field.type()) {
          case TEXT, DOMAIN, ID, TIME -> "string";
          case INTEGER -> "integer";
          case NUMBER -> "number";
          case FLAG -> "boolean";
          case OBJECT, TAGS -> "object";
          case ARRAY -> "array";
        };
    parts.add("type: " + (nullable ? "[" + type + ", 'null']" : type));
    rules(field, nullable, parts);
    if (initial && field.initial() != null && !field.initial().equals(Field.NOW)) {
      parts.add("default: " + field.initial().text());
    }
    if (initial && field.initial() != null && field.initial().equals(Field.NOW)) {
      parts.add("description: Now unless given.");
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private static void rules(Field field, boolean nullable, List<String> parts) {
    switch (field.type()) {
      case TEXT -> {
        if (field.choices().isEmpty()) {
          parts.add("minLength: " + whole(field.least()));
          parts.add("maxLength: " + whole(field.most()));
        } else {
          String all = String.join(", ", field.choices());
          parts.add("enum: [" + all + (nullable ? ", null]" : "]"));
        }
      }
      case DOMAIN -> parts.add("pattern: '^[a-z0-9_ .-]{1,100}$'");
      case ID -> parts.add("format: uuid");
      case TIME -> parts.add("format: date-time");
      case INTEGER, NUMBER -> {
        parts.add("minimum: " + whole(field.least()));
        parts.add("maximum: " + whole(field.most()));
      }
      case ARRAY -> parts.add("maxItems: " + whole(field.most()));
      case TAGS ->
          parts.add("maxProperties: 50, additionalProperties: {type: string, maxLength: 256}");
      default -> {
        // Any object, and true or false.
      }
    }
  }

  private static String whole(double bound) {
    return Math.abs(bound) < 1e16 ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
