package io.athanor.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the settings in one YAML text, each with its line. */
final class YamlSettings {

  private final ConfigSchema schema;
  private final String name;
  private final Consumer<ConfigProblem> problems;
  private final Map<String, Setting> found = new LinkedHashMap<>();
  private int faults;

  private YamlSettings(ConfigSchema schema, String name, Consumer<ConfigProblem> problems) {
    this.schema = schema;
    this.name = name;
    this.problems = problems;
  }

  /**
   * The settings in {@code text} by key. Unknown keys, keys that occur twice and broken YAML are
   * problems, not exceptions.
   */
  static Map<String, Setting> read(
      String text, String name, ConfigSchema schema, Consumer<ConfigProblem> problems) {
    YamlSettings reader = new YamlSettings(schema, name, problems);
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      reader.document(parser);
    } catch (JsonProcessingException e) {
      reader.broken(e);
    } catch (IOException e) {
      reader.problem("", 1, "cannot be read", "");
    }
    return reader.found;
  }

  private void document(YAMLParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      problem("", line(parser), "must start with a section, such as http:", "");
      return;
    }
    section("", parser);
    if (parser.nextToken() != null) {
      problem("---", line(parser), "a second document in one file is not read", "remove it");
    }
  }

  private void section(String prefix, YAMLParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String path = ConfigSchema.join(prefix, parser.currentName());
      int line = line(parser);
      JsonToken token = parser.nextToken();
      if (schema.type(path).isPresent()) {
        value(path, line, parser);
      } else if (!schema.isSection(path)) {
        problem(path, line, "unknown key", schema.suggestion(path));
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        section(path, parser);
      } else if (token != JsonToken.VALUE_NULL) {
        problem(path, line, "is a section and holds keys, not a value", "");
        parser.skipChildren();
      }
    }
  }

  private void value(String key, int line, YAMLParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    int before = faults;
    RawValue value;
    boolean rows = schema.holdsRows(key);
    if (rows && token != JsonToken.VALUE_NULL) {
      value = token == JsonToken.START_ARRAY ? YamlRows.read(parser) : new RawValue.Hidden();
      parser.skipChildren();
    } else if (token == JsonToken.START_ARRAY) {
      value = new RawValue.Items(items(key, parser));
    } else if (token == JsonToken.START_OBJECT) {
      value = new RawValue.Entries(entries(key, parser));
    } else {
      value = new RawValue.Text(scalar(key, parser));
    }
    if (faults > before) {
      return;
    }
    Setting earlier = found.put(key, new Setting(key, value, name + ":" + line));
    if (earlier != null) {
      problem(key, line, "is set twice", "it is also at " + earlier.source());
    }
  }

  private List<String> items(String key, YAMLParser parser) throws IOException {
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(scalar(key, parser));
    }
    return items;
  }

  private Map<String, String> entries(String key, YAMLParser parser) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String entry = parser.currentName();
      parser.nextToken();
      entries.put(entry, scalar(key, parser));
    }
    return entries;
  }

  private String scalar(String key, YAMLParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || token.isStructStart()) {
      problem(key, line(parser), "must hold single values, nothing deeper", "");
      parser.skipChildren();
      return "";
    }
    if (parser.isCurrentAlias()) {
      problem(key, line(parser), "is an alias (*), which is not followed", "write the value");
    }
    return token == JsonToken.VALUE_NULL ? "" : parser.getText();
  }

  private void broken(JsonProcessingException e) {
    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    // Only the first line: the following ones quote the file, which may hold secrets.
    String reason = e.getOriginalMessage().lines().findFirst().orElse("");
    problem("", line, "is no valid YAML: " + Secrets.masked("", reason), "");
  }

  private void problem(String key, int line, String message, String advice) {
    faults++;
    String shown = Secrets.masked("", key);
    problems.accept(ConfigProblem.error(shown, name + ":" + line, message, advice));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
