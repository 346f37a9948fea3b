package io.athanor.bench;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.config.ConfigReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Configurations as a node without any file of its own has them. */
final class Settings {

  private Settings() {}

  static AthanorConfig defaults() {
    return with(Path.of("target", "no-home").toAbsolutePath(), Map.of());
  }

  static AthanorConfig with(Path home, Map<String, String> settings) {
    return new ConfigReader(Map.of("ATHANOR_HOME", home.toString()), Map.of(), home)
        .read(Optional.empty(), settings)
        .config()
        .orElseThrow();
  }
}
