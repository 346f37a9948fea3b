package io.athanor.app;

import java.util.Optional;

/** The version of this build. */
final class Versions {

  private Versions() {}

  /** As the jar's manifest has it; {@code development} when the classes lie open. */
  static String own() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
