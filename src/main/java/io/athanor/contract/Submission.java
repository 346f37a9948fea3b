package io.athanor.contract;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What a user asks to be run. A part that is null was not given and gets its default at the front
 * desk; durations and sizes are still text here, so that the front desk can name the field at
 * fault.
 *
 * @param name a label for people
 * @param runtime {@code python, node, bash, java} or {@code exec}
 * @param source the program text; exactly one of source and programId is given, none for {@code
 *     exec} with arguments only
 * @param programId SHA-256 of a program that is stored already
 * @param arguments what the program finds in its argument list; for {@code exec} the whole command
 * @param parameters a JSON object
 * @param inputs contents that the program finds as read-only files below {@code inputs/}
 * @param env environment variables
 * @param seed of the random generators
 * @param deterministic whether an equal fingerprint means an equal result; default true
 * @param priority −100 to 100, higher runs earlier; default 0
 * @param pool which workers may take it; default {@code default}
 * @param requests what it is expected to use
 * @param limits what it may use at most
 * @param requiredTier the weakest sandbox that it may run in
 * @param isolation {@code attempt}: a sandbox of its own; or {@code group}: one sandbox takes the
 *     experiments of its session and key one after the other, each in a process of its own
 * @param reuse {@code never} or {@code finished}: answer with the result of an identical finished
 *     experiment
 * @param concurrencyKey of those that share it only so many run at once as its cap says
 * @param dependsOn experiments that must have completed before
 * @param notBefore the earliest time
 * @param retry which failures of its own are tried again
 * @param domain field of research
 * @param sessionId the research session that it belongs to
 * @param hypothesisId the hypothesis that it tests
 * @param experimentType {@code computational, data_analysis, simulation} or {@code
 *     literature_synthesis}
 * @param description what is done, for people
 * @param protocol how it is done, as a JSON object
 * @param tags words to find it by
 */
public record Submission(
    String name,
    String runtime,
    String source,
    String programId,
    List<String> arguments,
    Json parameters,
    List<Input> inputs,
    Map<String, String> env,
    Long seed,
    Boolean deterministic,
    Integer priority,
    String pool,
    Requests requests,
    LimitsAsked limits,
    String concurrencyKey,
    String requiredTier,
    String isolation,
    String reuse,
    List<UUID> dependsOn,
    Instant notBefore,
    Retry retry,
    String domain,
    UUID sessionId,
    UUID hypothesisId,
    String experimentType,
    String description,
    Json protocol,
    Map<String, String> tags) {

  /** The most bytes of a program text, in UTF-8. */
  public static final int MAX_SOURCE = 1024 * 1024;

  /**
   * A content that the program finds as a read-only file.
   *
   * @param name file name below {@code inputs/}
   * @param digest SHA-256 of the content
   */
  public record Input(String name, String digest) {}

  /**
   * Expected use, for placement.
   *
   * @param cpu cores
   * @param memory bytes, as text with a unit
   * @param duration ISO-8601
   */
  public record Requests(Double cpu, String memory, String duration) {}

  /**
   * Which failures of the program are tried again, and how late.
   *
   * @param max attempts beyond the first one; default 1
   * @param on verdicts, such as {@code FAILED} and {@code WALL_LIMIT}
   * @param backoff before the second attempt, ISO-8601; default a second
   * @param factor by which it grows for each further one; default 2
   * @param maxBackoff the longest; default five minutes
   * @param memory the limit with which one that ran out of memory is tried once more
   */
  public record Retry(
      Integer max,
      List<String> on,
      String backoff,
      Double factor,
      String maxBackoff,
      String memory) {
    /** Copies the list; a missing one becomes empty. */
    public Retry {
      on = on == null ? List.of() : withoutNulls(on, "on");
    }
  }

  /** Limits as they were typed; see {@link Limits} for their meaning. */
  public record LimitsAsked(
      String wall,
      String cpu,
      String memory,
      Integer processes,
      String disk,
      String file,
      String output,
      String result,
      String network) {}

  /** Copies the collections; a missing one becomes empty. */
  public Submission {
    arguments = arguments == null ? List.of() : withoutNulls(arguments, "arguments");
    inputs = inputs == null ? List.of() : withoutNulls(inputs, "inputs");
    dependsOn = dependsOn == null ? List.of() : withoutNulls(dependsOn, "dependsOn");
    env = env == null ? Map.of() : copy(env);
    tags = tags == null ? Map.of() : copy(tags);
  }

  private static <T> List<T> withoutNulls(List<T> list, String field) {
    if (list.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(field + " holds null");
    }
    return List.copyOf(list);
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
