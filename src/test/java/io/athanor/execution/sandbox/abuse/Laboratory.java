package io.athanor.execution.sandbox.abuse;

import io.athanor.execution.sandbox.SandboxUnavailableException;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.Tiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One slot at one tier, in a folder of its own, in which cases are run one after another. */
final class Laboratory implements AutoCloseable {
  private static final int FIRST_UID = 61_500;

  /**
   * What became of a case.
   *
   * @param number of the case
   * @param name of the case
   * @param tier at which it was run
   * @param expected in words
   * @param seen in words
   * @param ok whether that is as expected, and nothing was left
   * @param millis that it took with all checks
   */
  record Row(
      int number, String name, Tier tier, String expected, String seen, boolean ok, long millis) {}

  private final Path folder;
  private final Target target;

  private Laboratory(Path folder, Target target) {
    this.folder = folder;
    this.target = target;
  }

  /**
   * Opens it.
   *
   * @throws SandboxUnavailableException when this machine does not reach the tier
   */
  static Laboratory open(Tier tier) throws IOException, SandboxUnavailableException {
    Path folder = Files.createTempDirectory("athanor-abuse-");
    try {
      int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      // The tiers keep apart, so that what one leaves is not taken for what the other does.
      int uid = own == 0 ? FIRST_UID + 10 * Tiers.all().indexOf(tier) : own;
      Sandboxes sandboxes = Tiers.open(tier, folder, Math.max(1_000, uid), Duration.ofSeconds(30));
      return new Laboratory(folder, new Target(tier, uid, sandboxes, new Nodes(tier, own)));
    } catch (IOException | SandboxUnavailableException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  Tier tier() {
    return target.tier();
  }

  /** Runs the case, and then looks at what is left. */
  Row run(AbuseCase one) throws Exception {
    long begun = System.nanoTime();
    boolean ok = true;
    String seen;
    Aftermath aftermath = new Aftermath(target);
    try {
      seen = one.attack().on(target);
      aftermath.check();
      target.nodes().goOn();
    } catch (AssertionError | Exception e) {
      seen = "NOT AS EXPECTED: " + (e instanceof AssertionError ? e.getMessage() : e);
      ok = false;
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    return new Row(one.number(), one.name(), tier(), one.expectedAt(tier()), seen, ok, millis);
  }

  @Override
  public void close() throws IOException {
    target.nodes().close();
    target.sandboxes().close();
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    }
  }
}
