package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One attempt to run.
 *
 * @param experimentId whose attempt this is; only for logs and names
 * @param attempt its number
 * @param runtime the kind of program
 * @param program the program's bytes
 * @param argv what {@code exec} executes; empty for the program itself
 * @param parameters JSON text, becomes {@code params.json}
 * @param env further environment variables
 * @param seed for programs that ask for one, or null
 * @param limits what the attempt may use
 * @param inputs files beside the program, by relative name
 * @param cores processor cores at a time; 0 for the node's default
 * @param group whose jobs share a sandbox with it, one after the other; null for a sandbox of its
 *     own
 */
public record Job(
    UUID experimentId,
    int attempt,
    ProgramRuntime runtime,
    InputSource program,
    List<String> argv,
    String parameters,
    Map<String, String> env,
    Long seed,
    Limits limits,
    Map<String, InputSource> inputs,
    double cores,
    String group) {

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> RESERVED = Set.of("out", "params.json");

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException for names that are not plain relative names or are ours, and
   *     values that cannot be passed on
   */
  public Job {
    Objects.requireNonNull(experimentId, "experimentId");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(program, "program");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(limits, "limits");
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    inputs = Map.copyOf(inputs);
    for (String name : inputs.keySet()) {
      requireName(name, runtime);
    }
    env.forEach(Job::requireVariable);
    for (String word : argv) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("an argument holds a NUL character");
      }
    }
    if (!"none".equals(limits.network())) {
      throw new IllegalArgumentException(
          "network must be none: this node has no other way to run programs");
    }
  }

  /** A program with parameters and nothing else. */
  public static Job of(ProgramRuntime runtime, String source, String parameters, Limits limits) {
    return new Job(
        UUID.randomUUID(),
        1,
        runtime,
        InputSource.of(source),
        List.of(),
        parameters,
        Map.of(),
        null,
        limits,
        Map.of(),
        0,
        null);
  }

  private static void requireName(String name, ProgramRuntime runtime) {
    String[] segments = name.split("/", -1);
    boolean plain = name.length() <= 200 && segments.length <= 8;
    for (String segment : segments) {
      plain &= SEGMENT.matcher(segment).matches();
    }
    if (!plain || RESERVED.contains(segments[0]) || segments[0].equals(runtime.file())) {
      throw new IllegalArgumentException("not a name for an input: " + name);
    }
  }

  private static void requireVariable(String name, String value) {
    if (!VARIABLE.matcher(name).matches()
        || name.startsWith("ATHANOR_")
        || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an environment variable for a program: " + name);
    }
  }
}
