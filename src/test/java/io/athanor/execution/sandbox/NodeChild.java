package io.athanor.execution.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link NodeProcess} as those see it that start and end it. */
public final class NodeChild implements AutoCloseable {

  private final Process process;
  private final BufferedReader lines;

  private NodeChild(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM that opens sandboxes at the tier and runs one Python program.
   *
   * @param prefix what comes before the command, such as a change of user
   * @param uid of its only slot
   */
  public static NodeChild start(
      List<String> prefix, String classPath, Tier tier, Path home, int uid, String program)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Duser.home=/", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add(NodeProcess.class.getName());
    command.addAll(List.of(home.toString(), program, Integer.toString(uid), tier.name()));
    return new NodeChild(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** What it printed up to the line that begins with the word. */
  public String readUntil(String word) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      all.append(line).append('\n');
      if (line.startsWith(word)) {
        return all.toString();
      }
    }
    throw new AssertionError("never said " + word + ":\n" + all);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it ends by itself within ten seconds. */
  public boolean ends() throws InterruptedException {
    return process.waitFor(10, TimeUnit.SECONDS);
  }

  /** Ends it as a power cut would. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
