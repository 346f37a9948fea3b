package io.athanor.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all JSON values that are equal: properties sorted, no white space, ASCII only, and
 * every number without the zeros that do not count, so that {@code 10}, {@code 10.0} and {@code
 * 1e1} have the same text and no two different values do. The text is JSON again.
 */
public final class CanonicalJson {

  // Exact: by default a number loses its trailing zeros while it is read, which can overflow.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private CanonicalJson() {}

  /**
   * The canonical text of any value.
   *
   * @throws IllegalArgumentException when the text is no JSON, names a property twice, is nested
   *     more than 1,000 deep or holds a number of more than 1,000 digits
   */
  public static String of(String text) {
    return written(read(text));
  }

  /**
   * The canonical text of an object.
   *
   * @throws IllegalArgumentException like {@link #of}, and when the value is no object
   */
  public static String ofObject(String text) {
    JsonNode value = read(text);
    if (!value.isObject()) {
      throw new IllegalArgumentException("must be a JSON object");
    }
    return written(value);
  }

  private static JsonNode read(String text) {
    try {
      JsonNode value = MAPPER.readTree(text);
      if (value.isMissingNode()) {
        throw new IllegalArgumentException("is no JSON: it is empty");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    } catch (NumberFormatException e) {
      // Jackson lets it through: an exponent of more than ten digits.
      throw new IllegalArgumentException("holds a number that is too large or too small", e);
    }
  }

  private static String written(JsonNode value) {
    StringBuilder out = new StringBuilder();
    try {
      write(value, out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that was read can be written", e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("holds a number that is too large or too small", e);
    }
    return out.toString();
  }

  private static void write(JsonNode node, StringBuilder out) throws JsonProcessingException {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      String separator = "{";
      for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
        JsonNode name = JsonNodeFactory.instance.textNode(entry.getKey());
        out.append(separator).append(MAPPER.writeValueAsString(name)).append(':');
        write(entry.getValue(), out);
        separator = ",";
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        out.append(i == 0 ? "" : ",");
        write(node.get(i), out);
      }
      out.append(']');
    } else if (node.isNumber()) {
      write(node.decimalValue(), out);
    } else {
      out.append(MAPPER.writeValueAsString(node));
    }
  }

  /** Plain digits only where they are few: an exponent of nine digits would need as many bytes. */
  private static void write(BigDecimal number, StringBuilder out) {
    BigDecimal shortest = number.stripTrailingZeros();
    boolean plain = shortest.scale() < 0 && shortest.precision() - (long) shortest.scale() <= 40;
    out.append(plain ? shortest.setScale(0) : shortest);
  }
}
