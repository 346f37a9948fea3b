package io.athanor.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.bus.Wire;
import io.athanor.contract.Limits;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Submission;
import java.time.Duration;
import java.util.List;

/** Submissions for tests, written as the JSON that differs from the simplest one. */
final class Submissions {

  static final long MB = 1024 * 1024;

  static final List<String> RUNTIMES = List.of("python", "node", "bash", "java", "exec");

  static final ExperimentsConfig CONFIG =
      new ExperimentsConfig(limits(30, 256 * MB, 64), limits(7_200, 8_192 * MB, 1_024), RUNTIMES);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Submissions() {}

  private static Limits limits(long seconds, long memory, int processes) {
    return new Limits(
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(seconds),
        memory,
        processes,
        memory,
        memory,
        memory,
        memory,
        "none");
  }

  /** A Python program, with these fields set or, where they are null, removed. */
  static Submission with(String fields) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("runtime", "python").put("source", "result = 1");
    try {
      ObjectNode given = (ObjectNode) JSON.readTree(fields);
      // Free JSON travels as a string.
      for (String free : List.of("parameters")) {
        if (given.hasNonNull(free)) {
          given.put(free, given.get(free).toString());
        }
      }
      all.setAll(given);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(fields, e);
    }
    return Wire.decode(all.toString(), Submission.class);
  }

  /** What the planner finds wrong with them. */
  static List<FieldError> faults(Submission... submissions) {
    try {
      new SubmissionPlanner(CONFIG).plan(List.of(submissions));
      return List.of();
    } catch (RefusedException e) {
      return e.refusal().errors();
    }
  }
}
