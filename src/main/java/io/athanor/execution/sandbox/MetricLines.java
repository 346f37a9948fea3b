package io.athanor.execution.sandbox;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.athanor.execution.sandbox.Report.LostMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Turns the lines of a program's metric channel into points. What is not finite or cannot be read
 * is counted and otherwise ignored.
 */
final class MetricLines {
  private static final int MAX_LINE = 4096;
  private static final int MAX_NAME = 64;
  private static final int MAX_MESSAGE = 200;

  private static final int NAMED = 3;
  private static final Set<String> NOT_FINITE =
      Set.of("NaN", "Infinity", "-Infinity", "nan", "inf", "-inf");

  private final ObjectReader json;
  private final Clock clock;
  private final AttemptListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Set<String> names = new LinkedHashSet<>();
  private boolean tooLong;
  private int notFinite;
  private int notUnderstood;

  MetricLines(ObjectMapper json, Clock clock, AttemptListener listener) {
    // What json.dumps of Python and others write.
    this.json = json.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);
    this.clock = clock;
    this.listener = listener;
  }

  LostMetrics lost() {
    return new LostMetrics(notFinite, new ArrayList<>(names), notUnderstood);
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
      notUnderstood();
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
      notUnderstood();
      return;
    }
    JsonNode done = node.path("progress");
    JsonNode step = node.path("step");
    String name = node.path("name").textValue();
    if (isNotFinite(done)) {
      notFinite("progress");
    } else if (done.isNumber()) {
      double fraction = Math.min(1, Math.max(0, done.doubleValue()));
      listener.progress(fraction, words(node.path("message").textValue()), clock.instant());
    } else if (isName(name) && (step.isMissingNode() || step.isNull() || step.canConvertToLong())) {
      value(name, node.path("value"), step.isNumber() ? step.longValue() : null);
    } else {
      notUnderstood();
    }
  }

  private static boolean isName(String name) {
    return name != null && !name.isBlank() && name.length() <= MAX_NAME && name.indexOf('\0') < 0;
  }

  private static boolean isNotFinite(JsonNode value) {
    return value.isNumber()
        ? !Double.isFinite(value.doubleValue())
        : value.isTextual() && NOT_FINITE.contains(value.textValue());
  }

  private void value(String name, JsonNode value, Long step) {
    if (isNotFinite(value)) {
      notFinite(name);
    } else if (value.isNumber()) {
      listener.metric(name, value.doubleValue(), step, clock.instant());
    } else {
      notUnderstood();
    }
  }

  private void notFinite(String name) {
    notFinite++;
    if (names.size() < NAMED) {
      names.add(name);
    }
    listener.lostMetric(clock.instant());
  }

  private void notUnderstood() {
    notUnderstood++;
    listener.lostMetric(clock.instant());
  }

  /** On one line and not long: it is shown beside a number. */
  private static String words(String message) {
    if (message == null) {
      return null;
    }
    String most =
        message.codePointCount(0, message.length()) > MAX_MESSAGE
            ? message.substring(0, message.offsetByCodePoints(0, MAX_MESSAGE))
            : message;
    // What breaks lines, and halves of surrogate pairs.
    return most.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ").strip();
  }
}
