package io.athanor.violations.execution.sandbox;

final class HarmlessThread {

  void waits(Process process) throws InterruptedException {
    process.waitFor();
  }
}
