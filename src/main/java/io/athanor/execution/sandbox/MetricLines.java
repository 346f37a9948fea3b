package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;

/**
 * Turns the lines of a program's metric channel into points. What cannot be read is counted and
 * otherwise ignored.
 */
final class MetricLines {
  private static final int MAX_LINE = 4096;
  private static final int MAX_NAME = 64;
  private static final int MAX_MESSAGE = 200;

  private final ObjectMapper json;
  private final Clock clock;
  private final AttemptListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;
  private int bad;

  MetricLines(ObjectMapper json, Clock clock, AttemptListener listener) {
    this.json = json;
    this.clock = clock;
    this.listener = listener;
  }

  int bad() {
    return bad;
  }

  void add(byte[] chunk) {
    for (byte one : chunk) {
      if (one == '\n') {
        end();
      } else if (line.size() < MAX_LINE) {
        line.write(one);
      } else {
        tooLong = true;
      }
    }
  }

  /** The last line may lack its end. */
  void end() {
    if (tooLong) {
      bad++;
    } else if (line.size() > 0) {
      read(line.toByteArray());
    }
    line.reset();
    tooLong = false;
  }

  private void read(byte[] text) {
    JsonNode node;
    try {
      node = json.readTree(text);
    } catch (IOException e) {
      // Not only what is no JSON: bytes that look like another encoding fail outside of the parser.
      bad++;
      return;
    }
    JsonNode value = node.path("value");
    JsonNode step = node.path("step");
    String name = node.path("name").textValue();
    if (node.path("progress").isNumber() && Double.isFinite(node.get("progress").doubleValue())) {
      double fraction = Math.min(1, Math.max(0, node.get("progress").doubleValue()));
      listener.progress(fraction, words(node.path("message").textValue()), clock.instant());
    } else if (name != null
        && !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.indexOf('\0') < 0
        && value.isNumber()
        && Double.isFinite(value.doubleValue())
        && (step.isMissingNode() || step.isNull() || step.canConvertToLong())) {
      listener.metric(
          name, value.doubleValue(), step.isNumber() ? step.longValue() : null, clock.instant());
    } else {
      bad++;
    }
  }

  /** On one line and not long: it is shown beside a number. */
  private static String words(String message) {
    if (message == null) {
      return null;
    }
    String most = message.substring(0, Math.min(MAX_MESSAGE, message.length()));
    // What breaks lines, and halves of surrogate pairs.
    return most.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ").strip();
  }
}
