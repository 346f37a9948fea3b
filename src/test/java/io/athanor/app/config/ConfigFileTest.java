package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The file that comes with us shows every key, no other one, each with a comment. */
class ConfigFileTest {

  @Test
  void holdsExactlyTheKeysOfTheRecords() throws IOException {
    ConfigSchema schema = ConfigSchema.of(AthanorConfig.class);
    List<ConfigProblem> problems = new ArrayList<>();
    Map<String, Setting> settings = YamlSettings.read(text(), "file", schema, problems::add);
    assertThat(problems).isEmpty();
    assertThat(settings.keySet()).isEqualTo(schema.keys());
    assertThat(settings.keySet()).containsExactlyElementsOf(schema.keysInOrder());
  }

  @Test
  void explainsEveryKeyInTheLineAboveIt() throws IOException {
    List<String> lines = text().lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      boolean section = lines.get(i).endsWith(":") && !lines.get(i).matches(" +(home|configFile):");
      if (!lines.get(i).isBlank() && !lines.get(i).strip().startsWith("#") && !section) {
        assertThat(lines.get(i - 1)).as("above: " + lines.get(i)).contains("# ");
      }
    }
  }

  private static String text() throws IOException {
    try (InputStream in = ConfigReader.class.getResourceAsStream("/conf/athanor.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
