package io.athanor.app.config;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a list of things, each with names and scalars. */
final class YamlRows {

  private YamlRows() {}

  /** The list in {@code text}, for sources that have only text, or something hidden. */
  static RawValue of(String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      RawValue value =
          parser.nextToken() == JsonToken.START_ARRAY ? read(parser) : new RawValue.Hidden();
      return parser.nextToken() == null ? value : new RawValue.Hidden();
    } catch (IOException e) {
      return new RawValue.Hidden();
    }
  }

  /** The list that begins at the parser's token; leaves it at its end. */
  static RawValue read(YAMLParser parser) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    boolean readable = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        Map<String, String> row = new LinkedHashMap<>();
        readable &= row(parser, row);
        rows.add(row);
      } else {
        readable = false;
        parser.skipChildren();
      }
    }
    return readable ? new RawValue.Rows(rows) : new RawValue.Hidden();
  }

  private static boolean row(YAMLParser parser, Map<String, String> row) throws IOException {
    boolean readable = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      boolean scalar = token.isScalarValue() && !parser.isCurrentAlias();
      String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
      readable &= scalar && row.put(name, text) == null;
      parser.skipChildren();
    }
    return readable;
  }
}
