package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the records and conf/athanor.yaml say. */
class ConfigurationPageTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    String page = Files.readString(ConfigurationPage.PAGE);
    if ("write".equals(System.getProperty("athanor.docs"))) {
      page = ConfigurationPage.fill(page);
      Files.writeString(ConfigurationPage.PAGE, page);
    }
    assertThat(page)
        .as(
            "%s is out of date; regenerate it with:"
                + " mvn -q test -Dtest=ConfigurationPageTest -Dathanor.docs=write",
            ConfigurationPage.PAGE)
        .isEqualTo(ConfigurationPage.fill(page));
  }

  @Test
  void everyKeyOfTheRecordsHasALineThatExplainsIt() throws IOException {
    String page = Files.readString(ConfigurationPage.PAGE);
    for (String key : ConfigSchema.of(AthanorConfig.class).keysInOrder()) {
      assertThat(page.lines().filter(line -> line.startsWith("| `" + key + "` |")))
          .singleElement()
          .asString()
          .matches(".*\\| \\S.{5,} \\|");
    }
  }
}
