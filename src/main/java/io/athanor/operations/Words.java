package io.athanor.operations;

import java.util.Locale;

/** Constants as they are written for people. */
final class Words {

  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
