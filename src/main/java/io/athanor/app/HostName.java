package io.athanor.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine calls itself; read from the kernel, because name services may take seconds to
 * answer.
 */
final class HostName {

  private HostName() {}

  static String own() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "node" : name;
    } catch (IOException e) {
      return "node";
    }
  }
}
