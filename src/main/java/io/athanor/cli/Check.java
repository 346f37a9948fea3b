package io.athanor.cli;

import java.util.Locale;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param found what is there
 * @param advice what to type; empty when all is well
 */
record Check(String name, Status status, String found, String advice) {

  /** How it is: a warning lessens what a node can do, a failure keeps it from working. */
  enum Status {
    OK,
    WARN,
    FAIL
  }

  static Check ok(String name, String found) {
    return new Check(name, Status.OK, found, "");
  }

  static Check warn(String name, String found, String advice) {
    return new Check(name, Status.WARN, found, advice);
  }

  static Check fail(String name, String found, String advice) {
    return new Check(name, Status.FAIL, found, advice);
  }

  String word() {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
