package io.athanor.bench;

import io.athanor.persistence.JdbcTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A peer as its measurer sees it: it stays as warm as we do. */
final class PeerProcess implements AutoCloseable {

  private final Process process;
  private final PrintWriter to;
  private final BufferedReader from;

  PeerProcess(List<String> command, JdbcTarget target) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST", target.host(),
                "PGPORT", Integer.toString(target.port()),
                "PGDATABASE", target.database(),
                "PGUSER", target.user(),
                "PGPASSWORD", target.password(),
                "PGSSLMODE", "disable"));
    process = builder.start();
    to = new PrintWriter(process.getOutputStream(), false, StandardCharsets.US_ASCII);
    from =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Has it prepare a step, or insert or drain so many jobs; answers the seconds that it took. */
  double ask(String step, Object argument) throws IOException {
    to.println(step + " " + argument);
    to.flush();
    String line = from.readLine();
    // Libraries print what they like at their start.
    while (line != null && !line.matches("[0-9]+\\.[0-9]+")) {
      line = from.readLine();
    }
    if (line == null) {
      throw new IOException("it ended while it should " + step);
    }
    return Double.parseDouble(line);
  }

  @Override
  public void close() {
    to.close();
    process.destroyForcibly();
  }
}
