package io.athanor.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contract.Kind;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** What fields of one record must be to each other, and what no type can say of a field. */
final class KindRules {

  /** A page of ours may show it as a link. */
  private static final Pattern WEB = Pattern.compile("https?://\\S+");

  private static final Pattern SOCKET = Pattern.compile("wss?://\\S+");
  private static final Pattern DOI = Pattern.compile("10\\.[0-9]{4,9}/\\S+");

  private final FieldCheck check;
  private final ObjectNode record;
  private final String place;

  private KindRules(FieldCheck check, ObjectNode record, String place) {
    this.check = check;
    this.record = record;
    this.place = place;
  }

  /**
   * Checks a record, or those fields of it that change.
   *
   * @param place what stands before the name of a field in a refusal
   */
  static void check(Kind kind, ObjectNode record, String place, FieldCheck check) {
    KindRules rules = new KindRules(check, record, place);
    switch (kind) {
      case HYPOTHESIS -> rules.isNoQuestion("statement");
      case RESULT -> rules.isInterval("confidenceInterval");
      case PAPER -> {
        rules.matches("url", WEB, "begin with http:// or https://");
        rules.matches("doi", DOI, "be a DOI, such as 10.1000/182");
      }
      case ENTITY -> rules.matches("homepageUrl", WEB, "begin with http:// or https://");
      case SPEC_SESSION -> rules.matches("websocketUrl", SOCKET, "begin with ws:// or wss://");
      case PROFILE -> rules.areInOrder("startedAt", "completedAt");
      case EXPERIMENT_RUN -> rules.areInOrder("startedAt", "finishedAt");
      case TOPIC_SIMILARITY -> rules.differ("topicId", "otherId");
      case RELATIONSHIP -> rules.differ("sourceId", "targetId");
      default -> {
        // Its fields need nothing of each other.
      }
    }
  }

  private void isNoQuestion(String field) {
    if (record.path(field).asText("").strip().endsWith("?")) {
      check.fault(place + field, "must state something, not ask: leave out the question mark");
    }
  }

  private void isInterval(String field) {
    JsonNode bounds = record.path(field);
    boolean numbers = bounds.path(0).isNumber() && bounds.path(1).isNumber();
    if (bounds.isArray()
        && !(bounds.size() == 2
            && numbers
            && bounds.get(0).decimalValue().compareTo(bounds.get(1).decimalValue()) <= 0)) {
      check.fault(place + field, "must be two numbers, the smaller one first");
    }
  }

  private void matches(String field, Pattern pattern, String rule) {
    JsonNode value = record.path(field);
    if (value.isTextual() && !pattern.matcher(value.textValue()).matches()) {
      check.fault(place + field, "must " + rule);
    }
  }

  private void areInOrder(String first, String second) {
    try {
      OffsetDateTime earlier = OffsetDateTime.parse(record.path(first).asText());
      if (OffsetDateTime.parse(record.path(second).asText()).isBefore(earlier)) {
        check.fault(place + second, "must not be before " + first);
      }
    } catch (DateTimeException e) {
      // One of them is missing, or was told to be no time.
    }
  }

  private void differ(String first, String second) {
    JsonNode value = record.path(first);
    if (value.isTextual() && value.equals(record.path(second))) {
      check.fault(place + second, "must not be the same as " + first);
    }
  }
}
