package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no file of statistics is refused in a sentence. */
class StatisticsFileTest {

  private static final Path NAME = Path.of("planner.json");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is empty",
        "`  ` | is empty",
        "null | is no file of athanor db statistics",
        "{} | cannot be used: format is missing, and should be a whole number.",
        "[] | cannot be used: the whole is [], and should be an object",
        "{\"format\":1,\"values\":true} | is no file of athanor db statistics",
        "{\"format\":1,\"relations\":[{\"schema\":\"public\" | was cut off",
        "{\"format\":1, | was cut off",
        "{\"format\":1,\"format\":1} | Duplicate field 'format'",
        "{\"format\":NaN} | Non-standard token 'NaN'",
        "{\"format\":\"one\"} | cannot be used: format is",
        "{\"format\":1,\"values\":true} x | x",
        "{\"format\":1,\"relations\":{}} | cannot be used: relations is {}",
        "{\"format\":2,\"server\":\"18.1\",\"values\":true,\"takenAt\":\"2026-01-01T00:00:00Z\"} | has the format 2, and this version of Athanor reads 1"
      })
  void whatHoldsNoStatisticsIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> StatisticsFile.read(text, NAME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("planner.json ")
        .hasMessageContaining(sentence);
  }

  @Test
  void deepDocumentsAreRefused() {
    assertThatThrownBy(() -> StatisticsFile.read("[".repeat(100_000), NAME))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoSuitableFileIsRefused() throws Exception {
    assertThatThrownBy(() -> StatisticsFile.text(folder.resolve("none")))
        .hasMessageStartingWith("There is no file ");
    assertThatThrownBy(() -> StatisticsFile.text(folder)).hasMessageContaining("is a folder");
    Path huge = folder.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertThatThrownBy(() -> StatisticsFile.text(huge)).hasMessageContaining("is too large");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 1});
    assertThatThrownBy(() -> StatisticsFile.text(bytes)).hasMessageContaining("no text in UTF-8");
  }
}
