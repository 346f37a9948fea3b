package io.athanor.app.home;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A node in a process of its own that does nothing but own its home until its input ends. */
public final class HomeOwner {

  private HomeOwner() {}

  /** Prints {@code owned}, or why not. */
  public static void main(String[] args) throws IOException {
    try (NodeHome home = NodeHome.open(Optional.of(Path.of(args[0])), Clock.systemUTC())) {
      home.publish(URI.create("http://127.0.0.1:4711"), "test");
      System.out.println("owned");
      System.in.read();
    } catch (HomeUnusable e) {
      System.out.println(e.getClass().getSimpleName());
    }
  }

  /** Starts one. */
  static Process start(Path home) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HomeOwner.class.getName(),
            home.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
