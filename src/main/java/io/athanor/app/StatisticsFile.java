package io.athanor.app;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.profiling.gate.FileFault;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files of the gate: in strict JSON, of a bounded size, and each fault in a sentence. */
final class StatisticsFile {

  private static final long LARGEST = 32L << 20;
  private static final int DEEPEST = 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength((int) LARGEST)
                          .build())
                  .build())
          .addModule(new JavaTimeModule())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private StatisticsFile() {}

  /**
   * The text of a file.
   *
   * @throws IllegalArgumentException when it cannot be read; the message is a sentence
   */
  static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new IllegalArgumentException(file + " is a folder and no file.");
      }
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new IllegalArgumentException(
            "%s is too large: %d MB, and at most %d are read."
                .formatted(file, size >> 20, LARGEST >> 20));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no file " + file + ".", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("You may not read " + file + ".", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no text in UTF-8.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The statistics in a text.
   *
   * @param name of the file, for people
   * @throws IllegalArgumentException when there are none; the message is a sentence
   */
  static Exported read(String text, Path name) {
    String again = " Write it anew: athanor db statistics --output FILE";
    if (text.isBlank()) {
      throw new IllegalArgumentException(name + " is empty." + again);
    }
    Exported statistics;
    try {
      statistics = JSON.readValue(text, Exported.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          name + " " + new FileFault(JSON, Exported.class).words(e, text) + again, e);
    }
    if (statistics == null || statistics.takenAt() == null || statistics.server() == null) {
      throw new IllegalArgumentException(name + " is no file of athanor db statistics." + again);
    }
    if (statistics.format() != PlannerStatistics.FORMAT) {
      throw new IllegalArgumentException(
          "%s has the format %d, and this version of Athanor reads %d."
              .formatted(name, statistics.format(), PlannerStatistics.FORMAT));
    }
    if (statistics.relations().isEmpty()) {
      throw new IllegalArgumentException(
          name + " cannot be used: relations has no table; it should be a list of them." + again);
    }
    return statistics;
  }
}
