package io.athanor.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import io.athanor.contract.Refusal.FieldError;
import java.util.List;
import java.util.regex.Pattern;

/** Says where a body stops being JSON. */
final class MalformedJson {

  private static final int LONGEST_MESSAGE = 300;

  /** What the parser says about itself, which is of no use to who sent the body. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          ", from `[^`]*`|: enable `[^`]*` to allow| \\(start marker at \\[Source: [^\\]]*\\]\\)");

  private MalformedJson() {}

  static Problem problem(JsonProcessingException cause) {
    JsonLocation at = cause.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    String message = INTERNALS.matcher(String.valueOf(cause.getOriginalMessage())).replaceAll("");
    String why = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    String path = cause.getProcessor() instanceof JsonParser in ? path(in.getParsingContext()) : "";
    List<FieldError> errors =
        path.isEmpty() ? List.of() : List.of(new FieldError(path, "not readable from here on"));
    String detail = "The body is not valid JSON" + where + ": " + why;
    return new Problem(400, "malformed-json", detail, null, errors);
  }

  private static String path(JsonStreamContext context) {
    if (context == null || context.inRoot()) {
      return "";
    }
    String parent = path(context.getParent());
    if (context.inArray()) {
      return parent + "[" + Math.max(0, context.getCurrentIndex()) + "]";
    }
    String name = context.getCurrentName();
    if (name == null) {
      return parent;
    }
    return parent.isEmpty() ? name : parent + "." + name;
  }
}
