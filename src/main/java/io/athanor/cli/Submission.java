package io.athanor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe one experiment, shared by {@code run} and {@code submit}. */
final class Submission {
  @Mixin private ProgramWords program = new ProgramWords();

  @Mixin private InputOptions inputs = new InputOptions();

  @Option(
      names = {"-p", "--param"},
      paramLabel = "K=V",
      description = "A parameter. The value is JSON if it can be, else text.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "K=V",
      description =
          "wall, cpu (as in 90s), memory, disk, file, output, result (as in 512MB), processes. The defaults and ceilings are in conf/athanor.yaml.")
  private List<String> limits = new ArrayList<>();

  @Option(
      names = "--request",
      paramLabel = "K=V",
      description =
          "What it is expected to use, for its placement: cpu (processors, as in 2), memory (as in 512MB), duration (as in 90s).")
  private List<String> requests = new ArrayList<>();

  @Option(names = "--tag", paramLabel = "K=V", description = "A tag to find it by.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "K=V",
      description = "An environment variable of the program. It is stored: no secrets.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "The research session that it belongs to.")
  private String session;

  @Option(
      names = "--hypothesis",
      paramLabel = "ID",
      description = "The hypothesis that it tests; its session is that of the hypothesis.")
  private String hypothesis;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "computational, data_analysis, simulation or literature_synthesis.")
  private String type;

  @Option(names = "--domain", paramLabel = "D", description = "Its field of research.")
  private String domain;

  @Option(names = "--priority", description = "Higher runs sooner.")
  private Integer priority;

  @Option(names = "--pool", description = "The pool of workers that runs it.")
  private String pool;

  @Option(
      names = "--seed",
      description = "Seeds Python's random numbers; other programs read it from ATHANOR_SEED.")
  private Long seed;

  @Option(
      names = "--reuse",
      description = "Take the result of an identical finished experiment if there is one.")
  private boolean reuse;

  @Option(
      names = "--isolation",
      paramLabel = "HOW",
      description =
          "group: one sandbox takes the experiments of its session one after the other, which is"
              + " fast for tiny ones; else each has its own.")
  private String isolation;

  @Option(
      names = "--retry",
      paramLabel = "N",
      description = "Try again so often when it fails; with --retry-on, only when it fails so.")
  private Integer retry;

  @Option(
      names = "--retry-on",
      paramLabel = "VERDICT",
      split = ",",
      description =
          "FAILED, CRASHED, MEMORY_LIMIT, WALL_LIMIT, CPU_LIMIT, OUTPUT_LIMIT or RESULT_INVALID.")
  private List<String> retryOn = new ArrayList<>();

  @Option(
      names = "--retry-memory",
      paramLabel = "SIZE",
      description = "Try once more with this limit when it runs out of memory.")
  private String retryMemory;

  @Option(
      names = "--key",
      paramLabel = "WORD",
      description =
          "Of those with this concurrency key one runs at a time, or as many as its cap says.")
  private String key;

  @Option(
      names = "--after",
      paramLabel = "ID",
      split = ",",
      description = "It starts when this experiment has completed; may be given more than once.")
  private List<String> after = new ArrayList<>();

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      description =
          "It does not start earlier: 2026-12-01T08:00:00Z, or a while from now as 1h30m.")
  private String notBefore;

  /** The body for {@code POST /experiments}. */
  ObjectNode body(Terminal terminal, Api api) {
    ObjectNode body = Json.object();
    ObjectNode checkedParameters = KeyValues.parameters(parameters);
    ObjectNode checkedLimits = KeyValues.limits(limits);
    ObjectNode checkedRequests = KeyValues.requests(requests);
    List<InputFile> files = inputs.read();
    program.addTo(body, terminal);
    body.set("parameters", checkedParameters);
    putUnlessEmpty(body, "limits", checkedLimits);
    putUnlessEmpty(body, "requests", checkedRequests);
    putUnlessEmpty(body, "tags", KeyValues.texts("--tag", tags));
    putUnlessEmpty(body, "env", KeyValues.texts("--env", env));
    putIfGiven(body, "sessionId", session);
    putIfGiven(body, "hypothesisId", hypothesis);
    putIfGiven(body, "experimentType", type);
    putIfGiven(body, "domain", domain);
    putIfGiven(body, "pool", pool);
    putIfGiven(body, "isolation", isolation);
    if (priority != null) {
      body.put("priority", priority);
    }
    if (seed != null) {
      body.put("seed", seed);
    }
    if (reuse) {
      body.put("reuse", "finished");
    }
    putIfGiven(body, "concurrencyKey", key);
    putUnlessEmpty(body, "retry", retries());
    after.forEach(id -> body.withArray("dependsOn").add(ExperimentIds.resolve(api, id)));
    putIfGiven(body, "notBefore", notBefore == null ? null : time(notBefore));
    // Last: what is typed wrongly is told before anything is sent.
    if (!files.isEmpty()) {
      body.set("inputs", new InputUpload(api, terminal).store(files));
    }
    return body;
  }

  private ObjectNode retries() {
    ObjectNode policy = Json.object();
    if (retry != null) {
      policy.put("max", retry);
    }
    if (retry != null && retryOn.isEmpty()) {
      policy.withArray("on").add("FAILED");
    }
    retryOn.forEach(policy.withArray("on")::add);
    putIfGiven(policy, "memory", retryMemory);
    return retry == null && retryOn.isEmpty() && retryMemory == null ? Json.object() : policy;
  }

  /** A time, or a while from now. */
  private static String time(String typed) {
    return Quantities.instant(typed)
        .orElseGet(() -> Instant.now().plus(Quantities.parseDuration(typed)))
        .toString();
  }

  private static void putUnlessEmpty(ObjectNode body, String field, ObjectNode value) {
    if (!value.isEmpty()) {
      body.set(field, value);
    }
  }

  private static void putIfGiven(ObjectNode body, String field, String value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
