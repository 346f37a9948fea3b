package io.athanor.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON at the edge: strict in what it reads, and documents of the database cut but never parsed.
 */
final class HttpJson {

  private static final int DEEPEST = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final ObjectMapper WRITER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addMixIn(Json.class, AsItIs.class)
          .addMixIn(Diagnostics.Level.class, AsAWord.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  /** Free JSON goes out as it is. */
  private interface AsItIs {
    @JsonValue
    @JsonRawValue
    String text();
  }

  /** In lower case, as clients know it of health. */
  private interface AsAWord {
    @JsonValue
    String word();
  }

  private HttpJson() {}

  /**
   * The record that a body describes.
   *
   * @throws ProblemException 400 when it is no JSON, 422 naming every field that cannot be accepted
   */
  static <T> T read(byte[] body, Class<T> type) {
    return parse(body, reader -> reader.read(type));
  }

  /** The object that a body is, as it was sent. */
  static Json object(byte[] body) {
    return parse(body, StrictReader::object);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(StrictReader reader) throws IOException;
  }

  private static <T> T parse(byte[] body, Reading<T> reading) {
    char[] text = decode(body);
    try (JsonParser in = FACTORY.createParser(text)) {
      return reading.of(new StrictReader(text, in));
    } catch (JsonProcessingException e) {
      throw MalformedJson.problem(e).raise();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static char[] decode(byte[] body) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      char[] chars = new char[text.remaining()];
      text.get(chars);
      return chars;
    } catch (CharacterCodingException e) {
      throw Problem.of(400, "malformed-json", "The body is not UTF-8.").raise();
    }
  }

  /** The text of a record; what is null is left out. */
  static String write(Object record) {
    try {
      return WRITER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of one member of a document that the database has built, if it is there.
   *
   * @param member of the outermost object
   */
  static Optional<String> member(String document, String member) {
    char[] text = document.toCharArray();
    try (JsonParser in = FACTORY.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = in.currentName().equals(member);
        in.nextToken();
        int start = (int) in.currentTokenLocation().getCharOffset();
        in.skipChildren();
        if (wanted) {
          in.finishToken();
          int end = (int) in.currentLocation().getCharOffset();
          return Optional.of(new String(text, start, end - start).strip());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
