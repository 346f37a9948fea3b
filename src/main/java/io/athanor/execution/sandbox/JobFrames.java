package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a job as the frames that the shim reads: its files in parts, then what to run, which
 * starts it.
 */
final class JobFrames {
  private static final int PART = 256 << 10;

  private final SandboxConfig config;
  private final ObjectMapper json;
  private final String root;

  /** The paths inside begin with the root. */
  JobFrames(SandboxConfig config, ObjectMapper json, String root) {
    this.config = config;
    this.json = json;
    this.root = root;
  }

  /** Blocks while the sandbox takes them; {@code polled} when no cgroup holds the limits. */
  void write(Job job, Shape shape, boolean polled, OutputStream out) throws IOException {
    for (Map.Entry<String, InputSource> input : new TreeMap<>(job.inputs()).entrySet()) {
      if (!shape.has(input.getKey(), input.getValue())) {
        file(input.getKey(), input.getValue(), out);
      }
    }
    file(job.runtime().file(), job.program(), out);
    file("params.json", InputSource.of(job.parameters()), out);
    byte[] head = json.writeValueAsBytes(head(job, shape, polled));
    if (head.length > Frame.MAX_PAYLOAD) {
      throw new IOException("arguments and environment of the job are larger than 1 MB");
    }
    out.write(Frame.encode('J', head, head.length));
    out.flush();
  }

  /** What to start before a job comes, and for which command and environment. */
  byte[] expectation(Ahead ahead) throws IOException {
    Job job = ahead.job();
    return json.writeValueAsBytes(
        Map.of(
            "for",
            job.runtime().command(job, root),
            "argv",
            job.runtime().waiting(job, root),
            "env",
            environment(job),
            "more",
            job.runtime() == ProgramRuntime.NODE ? Map.of("ATHANOR_WAITS", "1") : Map.of()));
  }

  private static void file(String name, InputSource source, OutputStream out) throws IOException {
    byte[] label = name.getBytes(StandardCharsets.UTF_8);
    byte[] part = new byte[2 + label.length + PART];
    part[0] = (byte) (label.length >> 8);
    part[1] = (byte) label.length;
    System.arraycopy(label, 0, part, 2, label.length);
    try (InputStream in = source.open()) {
      boolean first = true;
      for (int n = in.readNBytes(part, 2 + label.length, PART); n > 0 || first; ) {
        out.write(Frame.encode('F', part, 2 + label.length + n));
        first = false;
        n = n < PART ? 0 : in.readNBytes(part, 2 + label.length, PART);
      }
    }
  }

  private Map<String, Object> head(Job job, Shape shape, boolean polled) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("file", job.runtime().file());
    head.put("argv", job.runtime().command(job, root));
    head.put("arguments", job.argv());
    head.put("env", environment(job));
    head.put("wall", job.limits().wall().toMillis() / 1000.0);
    head.put("cpu", job.limits().cpu().toMillis() / 1000.0);
    head.put("memory", job.limits().memory());
    head.put("processes", job.limits().processes());
    head.put("fileSize", job.limits().file());
    head.put("disk", job.limits().disk());
    head.put("output", job.limits().output());
    head.put("result", job.limits().result());
    head.put("artefactFiles", config.artefactFiles());
    head.put("artefactBytes", config.artefactBytes());
    head.put("poll", polled);
    head.put("mounted", mounted(job, shape));
    head.put("data", job.runtime() == ProgramRuntime.NODE || job.runtime() == ProgramRuntime.JAVA);
    return head;
  }

  /** Bytes that a program may map though they are no memory of its own. */
  private static long mounted(Job job, Shape shape) {
    return job.inputs().entrySet().stream()
        .filter(input -> shape.has(input.getKey(), input.getValue()))
        .mapToLong(input -> ((StoredInput) input.getValue()).bytes())
        .sum();
  }

  private Map<String, String> environment(Job job) {
    Map<String, String> variables = new TreeMap<>();
    String cores =
        Integer.toString(
            (int) Math.max(1, Math.ceil(job.cores() > 0 ? job.cores() : config.cores())));
    for (String library : new String[] {"OMP", "OPENBLAS", "MKL", "NUMEXPR"}) {
      variables.put(library + "_NUM_THREADS", cores);
    }
    variables.putAll(job.env());
    variables.put("ATHANOR_PARAMS", root + "/work/params.json");
    variables.put("ATHANOR_RESULT", root + "/work/.athanor/result.json");
    variables.put("ATHANOR_METRICS", "/dev/fd/3");
    if (job.seed() != null) {
      variables.put("ATHANOR_SEED", job.seed().toString());
      variables.put("PYTHONHASHSEED", Long.toString(Math.floorMod(job.seed(), 1L << 32)));
    }
    return variables;
  }
}
