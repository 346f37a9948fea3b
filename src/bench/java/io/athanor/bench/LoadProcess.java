package io.athanor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The load generator as its parent sees it. */
final class LoadProcess implements AutoCloseable {

  /** What one round brought. */
  record Round(double perSecond, double p50Millis, double p99Millis) {}

  private final Process process;
  private final PrintWriter to;
  private final BufferedReader from;

  private LoadProcess(Process process) {
    this.process = process;
    this.to = new PrintWriter(process.getOutputStream(), false, StandardCharsets.US_ASCII);
    this.from =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  static LoadProcess start(int connections, String key, List<String> ids) throws IOException {
    LoadProcess load =
        new LoadProcess(
            new ProcessBuilder(
                    Jvm.own(),
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LoadGenerator.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    load.to.println(connections);
    load.to.println(key);
    load.to.println(ids.size());
    ids.forEach(load.to::println);
    load.to.flush();
    return load;
  }

  /** Puts load on a server for a while. */
  Round run(int port, String path, long millis) throws IOException {
    to.println(port + " " + path + " " + millis);
    to.flush();
    String line = from.readLine();
    if (line == null) {
      throw new IllegalStateException("the load generator failed");
    }
    String[] found = line.split(" ", -1);
    return new Round(
        Integer.parseInt(found[0]) * 1e3 / millis,
        Integer.parseInt(found[1]) / 1e3,
        Integer.parseInt(found[2]) / 1e3);
  }

  @Override
  public void close() {
    to.close();
    process.destroy();
  }
}
