package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each test that docs/faults.md names is there. */
class FaultPageTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

  private static boolean exists(String type, String method) {
    return Stream.of("node", "persistence", "execution", "execution/sandbox")
        .map(folder -> Path.of("src/test/java/io/athanor", folder, type + ".java"))
        .filter(Files::exists)
        .anyMatch(file -> read(file).contains(" void " + method + "("));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesNoTestThatIsGone() {
    List<String> gone =
        NAMED
            .matcher(read(Path.of("docs", "faults.md")))
            .results()
            .filter(named -> !exists(named.group(1), named.group(2)))
            .map(named -> named.group())
            .toList();
    assertThat(gone).isEmpty();
  }

  @Test
  void hasEveryFault() {
    for (String fault :
        List.of("1", "2", "3", "4", "6", "15", "16", "18", "25", "26", "27", "32")) {
      assertThat(read(Path.of("docs", "faults.md"))).contains("| F" + fault + " |");
    }
  }
}
