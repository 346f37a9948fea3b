package io.athanor.profiling.gate;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a JSON file whose form a record gives, in words: where, and what may be. */
public final class FileFault {

  private static final int LONGEST = 60;

  private static final Map<Type, String> WANTED =
      Map.of(
          int.class, "a whole number",
          long.class, "a whole number",
          Integer.class, "a whole number",
          double.class, "a number",
          Double.class, "a number",
          boolean.class, "true or false",
          String.class, "a text",
          Instant.class, "a time such as \"2026-12-01T10:00:00Z\"");

  private final ObjectMapper mapper;
  private final Class<?> form;

  /**
   * @param mapper that has refused it
   * @param form the record
   */
  public FileFault(ObjectMapper mapper, Class<?> form) {
    this.mapper = mapper;
    this.form = form;
  }

  /** The end of a sentence that begins with the name of the file. */
  public String words(JsonProcessingException fault, String text) {
    try {
      JsonNode whole = mapper.readTree(text);
      return fault instanceof JsonMappingException mapping
          ? "cannot be used: " + place(mapping, whole)
          : syntax(fault);
    } catch (JsonProcessingException e) {
      return syntax(e);
    }
  }

  private static String syntax(JsonProcessingException fault) {
    String message = String.valueOf(fault.getOriginalMessage());
    if (fault instanceof JsonEOFException || message.startsWith("Unexpected end-of-input")) {
      return "ends too early: it was cut off.";
    }
    if (fault instanceof StreamConstraintsException) {
      return message.contains("nesting")
          ? "is nested deeper than such a file ever is."
          : "has a number, a name or a text that is longer than any of such a file.";
    }
    JsonLocation where = fault.getLocation();
    String place =
        where == null ? "" : " in line " + where.getLineNr() + ", column " + where.getColumnNr();
    return "is no JSON" + place + ": " + shortened(message.lines().findFirst().orElse("")) + ".";
  }

  private String place(JsonMappingException fault, JsonNode whole) {
    JsonNode found = whole;
    Type wanted = form;
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference one : fault.getPath()) {
      String field = one.getFieldName();
      place.append(field == null ? "[" + one.getIndex() + "]" : "." + field);
      found = found == null ? null : field == null ? found.get(one.getIndex()) : found.get(field);
      wanted = within(wanted, field);
    }
    String name = place.isEmpty() ? "the whole" : place.toString().replaceFirst("^\\.", "");
    if (wanted == null) {
      return name + " is not known; known is " + names(fault) + ".";
    }
    String is =
        found == null || found.isMissingNode()
            ? " is missing"
            : " is " + shortened(found.toString());
    return name + is + ", and should be " + words(wanted) + ".";
  }

  private static Type within(Type type, String field) {
    if (type instanceof ParameterizedType many) {
      Type[] arguments = many.getActualTypeArguments();
      return arguments[arguments.length - 1];
    }
    if (field == null || !(type instanceof Class<?> record) || !record.isRecord()) {
      return null;
    }
    return Stream.of(record.getRecordComponents())
        .filter(one -> one.getName().equals(field))
        .map(RecordComponent::getGenericType)
        .findFirst()
        .orElse(null);
  }

  private String names(JsonMappingException fault) {
    Type holder = form;
    List<JsonMappingException.Reference> path = fault.getPath();
    for (JsonMappingException.Reference one : path.subList(0, path.size() - 1)) {
      holder = within(holder, one.getFieldName());
    }
    return holder instanceof Class<?> record && record.isRecord()
        ? Stream.of(record.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.joining(", "))
        : "nothing there";
  }

  private static String words(Type wanted) {
    if (wanted instanceof ParameterizedType many) {
      return many.getRawType() == List.class
          ? "a list with no null in it: [ … ]"
          : "an object of texts: { … }";
    }
    if (wanted instanceof Class<?> kind && kind.isEnum()) {
      return "one of "
          + Arrays.stream(kind.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    return WANTED.getOrDefault(wanted, "an object: { … }");
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
