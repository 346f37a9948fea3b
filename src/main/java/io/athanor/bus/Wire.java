package io.athanor.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contract.Bytes;
import io.athanor.contract.Json;
import java.io.IOException;
import java.util.Base64;

/**
 * Records as JSON text between nodes: times in ISO-8601, {@link Json} as a string so that not a
 * character of it changes, {@link Bytes} as Base64URL without padding. Unknown properties are
 * ignored, so that nodes of neighbouring versions understand each other.
 */
public final class Wire {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(ownTypes())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .build();

  private Wire() {}

  /** The wire form of a record. */
  public static String encode(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(record.getClass().getName() + " has no wire form", e);
    }
  }

  /**
   * The record of a wire form.
   *
   * @throws IllegalArgumentException when the text is no such record
   */
  public static <T> T decode(String text, Class<T> type) {
    try {
      T record = MAPPER.readValue(text, type);
      if (record == null) {
        throw new IllegalArgumentException("no " + type.getSimpleName() + ": null");
      }
      return record;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static SimpleModule ownTypes() {
    SimpleModule module = new SimpleModule("athanor");
    module.addSerializer(Json.class, new JsonWriter());
    module.addDeserializer(Json.class, new JsonReader());
    module.addSerializer(Bytes.class, new BytesWriter());
    module.addDeserializer(Bytes.class, new BytesReader());
    return module;
  }

  /** The text of a string token; of an object, Jackson would give the brace. */
  private static String string(JsonParser in, DeserializationContext context, Class<?> type)
      throws IOException {
    if (!in.hasToken(JsonToken.VALUE_STRING)) {
      context.reportInputMismatch(type, "%s is written as a string", type.getSimpleName());
    }
    return in.getText();
  }

  private static final class JsonWriter extends StdSerializer<Json> {
    private static final long serialVersionUID = 1L;

    JsonWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.text());
    }
  }

  private static final class JsonReader extends StdDeserializer<Json> {
    private static final long serialVersionUID = 1L;

    JsonReader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return new Json(string(in, context, Json.class));
    }
  }

  private static final class BytesWriter extends StdSerializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesWriter() {
      super(Bytes.class);
    }

    @Override
    public void serialize(Bytes value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(Base64.getUrlEncoder().withoutPadding().encodeToString(value.value()));
    }
  }

  private static final class BytesReader extends StdDeserializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesReader() {
      super(Bytes.class);
    }

    @Override
    public Bytes deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return new Bytes(Base64.getUrlDecoder().decode(string(in, context, Bytes.class)));
    }
  }
}
