package io.athanor.research;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.athanor.contract.Failure;
import io.athanor.contract.Field;
import io.athanor.contract.Field.Access;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a record must look like before it is stored. A refusal names every fault at once; what is
 * accepted has an id and its initial values.
 */
final class RecordRules {

  /** As many as one request may make. */
  static final int MOST = 1_000;

  private static final Set<String> SET_BY_THE_STORE =
      Set.of("id", "owner", "createdAt", "updatedAt", "version");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Clock clock;
  private final Supplier<UUID> ids;

  RecordRules(Clock clock, Supplier<UUID> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * New records, ready to be stored.
   *
   * @throws RefusedException naming all that is wrong with them
   */
  List<Json> create(Kind kind, List<Json> records) {
    FieldCheck check = new FieldCheck();
    if (records.isEmpty() || records.size() > MOST) {
      check.fault("items", "must be 1 to " + MOST);
      throw refused(kind, check);
    }
    List<Json> accepted = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      String place = records.size() == 1 ? "" : "items[" + i + "].";
      ObjectNode given = read(records.get(i), place, check);
      ObjectNode record = created(kind, given, place, check);
      KindRules.check(kind, record, place, check);
      accepted.add(new Json(record.toString()));
    }
    if (!check.errors().isEmpty()) {
      throw refused(kind, check);
    }
    return accepted;
  }

  /**
   * The change of a record, ready to be stored.
   *
   * @throws RefusedException naming all that is wrong with it
   */
  Json change(Kind kind, UUID id, Json changes) {
    FieldCheck check = new FieldCheck();
    ObjectNode given = read(changes, "", check);
    ObjectNode record = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> one : given.properties()) {
      Field field = field(kind, one.getKey(), "", check);
      if (field == null) {
        continue;
      }
      if (field.access() == Access.FIXED) {
        check.fault(field.name(), "never changes");
      } else if (!one.getValue().isNull()) {
        record.set(field.name(), check.checked(field, one.getValue(), field.name()));
      } else if (field.clearable()) {
        record.putNull(field.name());
      } else {
        check.fault(field.name(), "must have a value");
      }
    }
    if (given.isEmpty() && check.errors().isEmpty()) {
      check.fault("body", "must name at least one field that changes");
    }
    KindRules.check(kind, record, "", check);
    if (kind == Kind.ENTITY && record.path("mergedIntoId").asText().equals(id.toString())) {
      check.fault("mergedIntoId", "must be another entity");
    }
    if (!check.errors().isEmpty()) {
      throw refused(kind, check);
    }
    return new Json(record.toString());
  }

  private static ObjectNode read(Json json, String place, FieldCheck check) {
    try {
      if (JSON.readTree(json.text()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // Told below; the HTTP edge has read it before, another sender may not have.
    }
    check.fault(
        place.isEmpty() ? "body" : place.substring(0, place.length() - 1), "must be an object");
    return JSON.createObjectNode();
  }

  private ObjectNode created(Kind kind, ObjectNode given, String place, FieldCheck check) {
    ObjectNode record = JSON.createObjectNode();
    record.put("id", ids.get().toString());
    given.fieldNames().forEachRemaining(name -> field(kind, name, place, check));
    for (Field field : kind.fields()) {
      JsonNode value = given.get(field.name());
      if (field.access() == Access.COMPUTED) {
        continue;
      }
      if (value != null && !value.isNull()) {
        record.set(field.name(), check.checked(field, value, place + field.name()));
      } else if (field.required()) {
        check.fault(place + field.name(), "is needed");
      } else if (field.initial() != null) {
        record.set(field.name(), initial(field));
      }
    }
    return record;
  }

  private JsonNode initial(Field field) {
    if (field.initial().equals(Field.NOW) && field.type() == Field.Type.TIME) {
      return TextNode.valueOf(clock.instant().toString());
    }
    try {
      return JSON.readTree(field.initial().text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(field.name(), e);
    }
  }

  /** The field that the client may give, or null after the fault was told. */
  private static Field field(Kind kind, String name, String place, FieldCheck check) {
    Field field = kind.field(name).orElse(null);
    boolean computed = field != null && field.access() == Access.COMPUTED;
    if (computed || SET_BY_THE_STORE.contains(name)) {
      check.fault(place + name, "is set by the server; leave it out");
      return null;
    }
    if (field == null) {
      String known =
          kind.fields().stream()
              .filter(one -> one.access() != Access.COMPUTED)
              .map(Field::name)
              .collect(Collectors.joining(", "));
      check.fault(place + shortened(name), "unknown field; known are " + known);
    }
    return field;
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  private static RefusedException refused(Kind kind, FieldCheck check) {
    return new RefusedException(
        new Refusal(
            Failure.UNPROCESSABLE,
            "invalid-" + kind.word(),
            "The " + kind.word() + " cannot be accepted.",
            "Correct the fields that are named.",
            check.errors()));
  }
}
