package io.athanor.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One thing that has to hold without namespaces, for a node that is root as for one that is not.
 *
 * @param name what
 * @param body fails when it does not
 */
record LandlockCheck(String name, Body body) {

  /** What is tried. */
  @FunctionalInterface
  interface Body {
    void in(Place place) throws Exception;
  }

  /**
   * Where.
   *
   * @param sandboxes at the tier, with one slot
   * @param bench runs programs in them
   * @param uid of the programs
   */
  record Place(Sandboxes sandboxes, Bench bench, int uid) {

    Bench.Run run(String file) {
      return run(file, Map.of(), Bench.LIMITS);
    }

    Bench.Run run(String file, Map<String, Long> parameters, io.athanor.contract.Limits limits) {
      String json = parameters.toString().replaceAll("(\\w+)=", "\"$1\":");
      return bench.run(Job.of(ProgramRuntime.PYTHON, source(file), json, limits));
    }

    List<String> left() throws IOException {
      return isOwn(uid) ? Leftovers.sandboxedOf(uid) : Leftovers.processesOf(uid);
    }
  }

  static List<LandlockCheck> all() {
    return Stream.of(LandlockWork.all(), LandlockAttacks.all()).flatMap(List::stream).toList();
  }

  static boolean isOwn(int uid) throws IOException {
    return java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(uid);
  }

  static String source(String file) {
    try (InputStream in = LandlockCheck.class.getResourceAsStream("/landlock/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  static Sandboxes open(Path home, int uid) throws IOException, SandboxUnavailableException {
    return Tiers.open(Tier.LANDLOCK, home, uid, Duration.ofSeconds(30));
  }

  @Override
  public String toString() {
    return name;
  }

  /** All of them in a JVM of the user who starts it. */
  public static void main(String[] arguments) throws Exception {
    int uid = Integer.parseInt(arguments[1]);
    int held = 0;
    try (Sandboxes sandboxes = open(Path.of(arguments[0]), uid)) {
      for (LandlockCheck one : all()) {
        try {
          one.body().in(new Place(sandboxes, new Bench(sandboxes), uid));
          held++;
        } catch (AssertionError | RuntimeException e) {
          System.out.println(one.name() + ": " + e);
        }
      }
    }
    System.out.println(held + " of " + all().size() + " hold");
  }
}
