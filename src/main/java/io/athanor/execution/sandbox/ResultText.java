package io.athanor.execution.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decides whether bytes from a program are a result that can be stored: one JSON document in strict
 * UTF-8, nested at most 64 deep, numbers within the range of a double, no NUL and no half surrogate
 * pairs (a JSON column takes neither). Reads token by token, so depth costs no stack.
 */
record ResultText(String text, String problem) {
  static final int MAX_DEPTH = 64;
  private static final JsonFactory FACTORY = new JsonFactory();

  static ResultText of(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new ResultText(null, "the result is not UTF-8");
    }
    String problem = problem(text);
    return problem == null ? new ResultText(text, null) : new ResultText(null, problem);
  }

  private static String problem(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      int depth = 0;
      JsonToken token = parser.nextToken();
      if (token == null) {
        return "the result is empty";
      }
      for (; token != null; token = parser.nextToken()) {
        if (token.isStructStart() && ++depth > MAX_DEPTH) {
          return "the result is nested deeper than " + MAX_DEPTH + " levels";
        }
        if (token.isStructEnd()) {
          depth--;
        }
        String problem = scalar(parser, token);
        if (problem != null) {
          return problem;
        }
        if (depth == 0 && (token.isStructEnd() || token.isScalarValue())) {
          return parser.nextToken() == null ? null : "the result is more than one JSON document";
        }
      }
      return "the result ends too early";
    } catch (JsonProcessingException e) {
      return "the result is not JSON: " + e.getOriginalMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String scalar(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
      String text = parser.getText();
      if (text.indexOf('\0') >= 0) {
        return "the result holds a NUL character, which has no stored form";
      }
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        return "the result holds half a surrogate pair, which is no text";
      }
    }
    if (token.isNumeric() && !Double.isFinite(Double.parseDouble(parser.getText()))) {
      return "the result holds a number beyond the range of a double";
    }
    return null;
  }
}
