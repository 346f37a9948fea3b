package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code athanor check} as a user runs it, with the journal of what the test was answered. What it
 * says is kept in {@code target/faults}, from where {@code docs/faults.md} has it.
 */
final class Checker {

  private Checker() {}

  /** What the client was answered once: these experiments, perhaps under an idempotency key. */
  record Answered(String key, List<String> ids) {

    String line() {
      ObjectNode line = new ObjectMapper().createObjectNode();
      ids.forEach(line.putArray("ids")::add);
      return (key == null ? line : line.put("key", key)).toString();
    }
  }

  /**
   * Asserts that everything holds, and that each of these experiments is there and has ended.
   *
   * @param fault which one the system has just been through, as {@code F2}
   */
  static void assertAllHolds(NodeUnderTest node, String fault, List<String> accepted)
      throws IOException {
    assertJournalHolds(node, fault, List.of(new Answered(null, accepted)));
  }

  /** The same with everything that the client was answered, again and again. */
  static void assertJournalHolds(NodeUnderTest node, String fault, List<Answered> answers)
      throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "faults"));
    Path journal =
        Files.write(
            folder.resolve(fault + ".journal"), answers.stream().map(Answered::line).toList());
    Path said = folder.resolve(fault + ".txt");
    List<String> command = new ArrayList<>(NodeUnderTest.main("-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("check", "--all-ended", "--journal", journal.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ATHANOR_"));
    builder.environment().put("ATHANOR_URL", node.api().address().toString());
    builder.environment().put("ATHANOR_API_KEY", node.api().key());
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int code = process.onExit().join().exitValue();
    String text = Files.readString(said);
    assertThat(code).as(text + node.tail()).isZero();
    assertThat(text).contains("Everything holds.", "I6 what was accepted is there");
  }
}
