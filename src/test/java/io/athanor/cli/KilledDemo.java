package io.athanor.cli;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A demo that never comes to its end, in a process that a test can kill: its node is up but never
 * ready to be asked.
 */
final class KilledDemo {
  private KilledDemo() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = Map.of("ATHANOR_HOME", arguments[0]);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), System.out, System.err, environment, false, false);
    DemoCommand demo = new DemoCommand(terminal, () -> DemoCommandTest.fakeNode("silent"));
    CommandLineFactory.configured(demo, terminal).execute();
    new CountDownLatch(1).await();
  }
}
