package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.execution.sandbox.Frame.ProtocolException;
import io.athanor.execution.sandbox.Report.Artefact;
import io.athanor.execution.sandbox.Report.LostMetrics;
import io.athanor.execution.sandbox.Report.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sandbox has said about one job. Trusts nothing: every kind of frame has a ceiling, and
 * what our shim would never say ends the attempt.
 */
final class Recording {
  private static final int MAX_METRIC_BYTES = 9 << 20;
  private static final int TAIL = 4096;

  private final Job job;
  private final SandboxConfig config;
  private final AttemptListener listener;
  private final ObjectMapper json;
  private final MetricLines metrics;
  private final ByteArrayOutputStream result = new ByteArrayOutputStream();
  private final List<Artefact> artefacts = new ArrayList<>();
  private final byte[] tail = new byte[TAIL];
  private long stdout;
  private long stderr;
  private long metricBytes;
  private long artefactBytes;
  private String openArtefact;
  private long openBytes;
  private final JavaTrace trace = new JavaTrace(ProgramRuntime.JAVA.file());
  private UserError error;
  private JsonNode last;

  Recording(
      Job job, SandboxConfig config, AttemptListener listener, ObjectMapper json, Clock clock) {
    this.job = job;
    this.config = config;
    this.listener = listener;
    this.json = json;
    this.metrics = new MetricLines(json, clock, listener);
  }

  /** The shim's last word, or null. */
  JsonNode last() {
    return last;
  }

  /** What the program itself said, or null. */
  UserError error() {
    if (error != null || job.runtime() != ProgramRuntime.JAVA) {
      return error;
    }
    boolean all = stderr <= TAIL || trace.text().isEmpty();
    return JavaErrors.in(all ? errorTail() : trace.text(), job.runtime().file());
  }

  List<Artefact> artefacts() {
    return artefacts;
  }

  LostMetrics lostMetrics() {
    return metrics.lost();
  }

  long kept(AttemptListener.Stream stream) {
    return stream == AttemptListener.Stream.STDOUT ? stdout : stderr;
  }

  /** The result's bytes; empty when there is none. */
  byte[] result() {
    return result.toByteArray();
  }

  /** The end of what stderr kept. */
  String errorTail() {
    int size = (int) Math.min(TAIL, stderr);
    byte[] text = new byte[size];
    for (int i = 0; i < size; i++) {
      text[i] = tail[(int) ((stderr - size + i) % TAIL)];
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  void accept(Frame frame) throws IOException {
    if (last != null) {
      throw new ProtocolException("a frame after the final report");
    }
    switch (frame.kind()) {
      case 'O' -> output(AttemptListener.Stream.STDOUT, frame.bytes());
      case 'E' -> output(AttemptListener.Stream.STDERR, frame.bytes());
      case 'M' -> metrics(frame.bytes());
      case 'J' -> result(frame.bytes());
      case 'U' -> error = error(frame.bytes());
      case 'A' -> artefact(frame.payload());
      case 'X' -> finish(frame.bytes());
      default -> throw new ProtocolException("an unknown frame, type " + (int) frame.kind());
    }
  }

  private void output(AttemptListener.Stream stream, byte[] chunk) throws IOException {
    require(kept(stream) + chunk.length <= job.limits().output(), "more output than the limit");
    if (stream == AttemptListener.Stream.STDOUT) {
      stdout += chunk.length;
    } else {
      for (int i = Math.max(0, chunk.length - TAIL); i < chunk.length; i++) {
        tail[(int) ((stderr + i) % TAIL)] = chunk[i];
      }
      stderr += chunk.length;
      if (job.runtime() == ProgramRuntime.JAVA) {
        trace.add(chunk);
      }
    }
    listener.output(stream, chunk);
  }

  private void metrics(byte[] chunk) throws IOException {
    metricBytes += chunk.length;
    require(metricBytes <= MAX_METRIC_BYTES, "more metrics than the limit");
    metrics.add(chunk);
  }

  private void result(byte[] chunk) throws IOException {
    require(
        result.size() + (long) chunk.length <= job.limits().result(),
        "a result larger than the limit");
    result.writeBytes(chunk);
  }

  private void artefact(ByteBuffer payload) throws IOException {
    require(payload.remaining() >= 3, "half an artefact");
    boolean end = payload.get() != 0;
    int size = payload.getShort() & 0xffff;
    require(size > 0 && size <= 100 && size <= payload.remaining(), "an artefact without a name");
    byte[] label = new byte[size];
    payload.get(label);
    byte[] chunk = new byte[payload.remaining()];
    payload.get(chunk);
    String name = new String(label, StandardCharsets.US_ASCII);
    require(openArtefact == null || openArtefact.equals(name), "two artefacts at one time");
    artefactBytes += chunk.length;
    openBytes += chunk.length;
    require(
        artefactBytes <= config.artefactBytes() && artefacts.size() < config.artefactFiles(),
        "more artefacts than the limit");
    listener.artefact(name, chunk, end);
    openArtefact = end ? null : name;
    if (end) {
      artefacts.add(new Artefact(name, openBytes, null));
      openBytes = 0;
    }
  }

  private void finish(byte[] text) throws IOException {
    metrics.end();
    last = json.readTree(text);
    last.path("refused")
        .properties()
        .forEach(one -> artefacts.add(new Artefact(one.getKey(), 0, one.getValue().asText())));
  }

  private UserError error(byte[] text) {
    try {
      JsonNode node = json.readTree(text);
      return new UserError(
          node.path("type").asText("Error"),
          node.path("message").asText(),
          node.path("file").textValue(),
          node.path("line").asInt(),
          node.path("traceback").asText());
    } catch (IOException e) {
      // The program can write to this channel too; what it writes there is only its own error.
      return error;
    }
  }

  private static void require(boolean condition, String otherwise) throws ProtocolException {
    if (!condition) {
      throw new ProtocolException(otherwise);
    }
  }
}
