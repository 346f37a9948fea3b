package io.athanor.experiments;

import io.athanor.contract.SandboxTier;
import io.athanor.contract.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The form of a submission: lengths, ranges and words, without looking at what is stored. */
final class SubmissionCheck {

  private static final int MAX_TAGS = 50;
  private static final int MAX_ENV = 100;
  private static final int MAX_ARGUMENTS = 1_000;
  private static final int MAX_INPUTS = 100;
  private static final int MAX_DEPENDENCIES = 1_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final long MAX_COMMAND = 512 * 1024;
  private static final Set<String> RESERVED = Set.of("out", "params.json");
  private static final Map<String, String> PROGRAM_FILES =
      Map.of(
          "python", "main.py",
          "node", "main.js",
          "bash", "main.sh",
          "java", "Main.java",
          "exec", "program");
  private static final Set<String> TIERS = Set.copyOf(SandboxTier.ids());
  private static final int MAX_PROTOCOL = 1024 * 1024;
  private static final Set<String> TYPES =
      Set.of("computational", "data_analysis", "simulation", "literature_synthesis");
  private static final Set<String> ISOLATIONS = Set.of("attempt", "group");
  private static final Set<String> REUSE = Set.of("never", "finished");
  private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
  private static final String FILE_RULE =
      "must be at most 100 of A-Z a-z 0-9 . _ - and not begin with . or -";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final List<String> runtimes;

  SubmissionCheck(List<String> runtimes) {
    this.runtimes = runtimes;
  }

  /** Reports what is wrong; {@code at} is the path of the submission within its request. */
  void check(Submission one, String at, Faults faults) {
    program(one, at, faults);
    text(one.name(), 200, at + "name", faults);
    text(one.domain(), 100, at + "domain", faults);
    oneOf(one.experimentType(), TYPES, at + "experimentType", faults);
    text(one.description(), 20_000, at + "description", faults);
    if (one.protocol() != null && one.protocol().text().length() > MAX_PROTOCOL) {
      faults.add(at + "protocol", "is longer than 1MB");
    }
    range(one.priority(), -100, 100, at + "priority", faults);
    word(
        one.pool(),
        POOL,
        at + "pool",
        "must be letters, digits, dots, dashes and underscores",
        faults);
    oneOf(one.requiredTier(), TIERS, at + "requiredTier", faults);
    oneOf(one.reuse(), REUSE, at + "reuse", faults);
    isolation(one, at, faults);
    schedule(one, at, faults);
    map(one.tags(), TAG, 256, MAX_TAGS, at + "tags", faults);
    map(one.env(), VARIABLE, 32 * 1024, MAX_ENV, at + "env", faults);
    inputs(one.inputs(), at, faults);
    reserved(one, at, faults);
  }

  private void program(Submission one, String at, Faults faults) {
    if (one.runtime() == null) {
      faults.add(at + "runtime", "is missing; it is one of " + String.join(", ", runtimes));
      return;
    }
    if (!runtimes.contains(one.runtime())) {
      faults.add(at + "runtime", "is unknown; it is one of " + String.join(", ", runtimes));
      return;
    }
    if (one.source() != null && one.programId() != null) {
      faults.add(at + "programId", "cannot be given together with source");
    }
    boolean command = one.runtime().equals("exec");
    boolean program = one.source() != null || one.programId() != null;
    if (!program && !command) {
      faults.add(
          at + "source", "is missing; give the program's text, or programId for a stored one");
    }
    if (!program && command && one.arguments().isEmpty()) {
      faults.add(
          at + "arguments", "is missing: for exec it is the whole command, or give a program");
    }
    if (one.source() != null && one.source().isBlank()) {
      faults.add(at + "source", "is empty");
    }
    if (one.source() != null && one.source().indexOf('\0') >= 0) {
      faults.add(at + "source", "holds a NUL character");
    }
    word(one.programId(), DIGEST, at + "programId", "must be a SHA-256 in hexadecimal", faults);
    if (one.arguments().size() > MAX_ARGUMENTS) {
      faults.add(at + "arguments", "has more than " + MAX_ARGUMENTS + " parts");
    }
    for (int i = 0; i < Math.min(MAX_ARGUMENTS, one.arguments().size()); i++) {
      text(one.arguments().get(i), 32 * 1024, at + "arguments[" + i + "]", faults);
    }
  }

  /** Who shares a sandbox has to be known, and its template is a Python interpreter. */
  private static void isolation(Submission one, String at, Faults faults) {
    oneOf(one.isolation(), ISOLATIONS, at + "isolation", faults);
    if (!"group".equals(one.isolation())) {
      return;
    }
    if (one.runtime() != null && !one.runtime().equals("python")) {
      faults.add(at + "isolation", "can be group for python only");
    }
    if (one.sessionId() == null && one.hypothesisId() == null) {
      faults.add(at + "sessionId", "is missing: the experiments of one session share a sandbox");
    }
  }

  private static void schedule(Submission one, String at, Faults faults) {
    if (one.dependsOn().size() > MAX_DEPENDENCIES) {
      faults.add(at + "dependsOn", "has more than " + MAX_DEPENDENCIES + " experiments");
    }
    word(
        one.concurrencyKey(),
        KEY,
        at + "concurrencyKey",
        "must be 1 to 100 letters, digits, dots, dashes, underscores, colons or slashes",
        faults);
    if (one.notBefore() != null && one.notBefore().isAfter(LATEST)) {
      faults.add(at + "notBefore", "must be before the year 10000");
    }
  }

  /** Names that the sandbox itself uses, and sizes that the system would refuse at the start. */
  private static void reserved(Submission one, String at, Faults faults) {
    for (String name : one.env().keySet()) {
      if (name.startsWith("ATHANOR_")) {
        faults.add(at + "env." + name, "is a name of ours: it must not begin with ATHANOR_");
      }
    }
    for (int i = 0; i < Math.min(MAX_INPUTS, one.inputs().size()); i++) {
      String name = one.inputs().get(i).name();
      if (name != null
          && (RESERVED.contains(name)
              || name.equals(PROGRAM_FILES.get(String.valueOf(one.runtime()))))) {
        faults.add(at + "inputs[" + i + "].name", "is the name of another file of the attempt");
      }
    }
    long bytes =
        Stream.concat(one.arguments().stream(), strings(one.env()))
            .mapToLong(SubmissionCheck::bytes)
            .sum();
    if (bytes > MAX_COMMAND) {
      faults.add(
          at + "arguments", "and env together are longer than 512KB; give large data as inputs");
    }
  }

  private static Stream<String> strings(Map<String, String> map) {
    return Stream.concat(map.keySet().stream(), map.values().stream().filter(Objects::nonNull));
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + 1L;
  }

  private static void inputs(List<Submission.Input> inputs, String at, Faults faults) {
    if (inputs.size() > MAX_INPUTS) {
      faults.add(at + "inputs", "has more than " + MAX_INPUTS + " files");
      return;
    }
    for (int i = 0; i < inputs.size(); i++) {
      String path = at + "inputs[" + i + "].";
      Submission.Input input = inputs.get(i);
      required(input.name(), FILE, path + "name", FILE_RULE, faults);
      required(input.digest(), DIGEST, path + "digest", "must be a SHA-256 in hexadecimal", faults);
    }
    if (inputs.stream().map(Submission.Input::name).distinct().count() < inputs.size()) {
      faults.add(at + "inputs", "names a file twice");
    }
  }

  private static void required(
      String value, Pattern pattern, String field, String message, Faults faults) {
    if (value == null) {
      faults.add(field, "is missing");
    } else {
      word(value, pattern, field, message, faults);
    }
  }

  private static void map(
      Map<String, String> map, Pattern key, int longest, int most, String field, Faults faults) {
    if (map.size() > most) {
      faults.add(field, "has more than " + most + " entries");
      return;
    }
    map.forEach(
        (name, value) -> {
          if (!key.matcher(name).matches()) {
            faults.add(field, "has an entry whose name cannot be used: it must match " + key);
          } else if (value == null) {
            faults.add(field + "." + name, "is null");
          } else {
            text(value, longest, field + "." + name, faults);
          }
        });
  }

  private static void text(String value, int longest, String field, Faults faults) {
    if (value != null && value.length() > longest) {
      faults.add(field, "is longer than " + longest + " characters");
    } else if (value != null && value.indexOf('\0') >= 0) {
      faults.add(field, "holds a NUL character");
    }
  }

  private static void range(Integer value, int least, int most, String field, Faults faults) {
    if (value != null && (value < least || value > most)) {
      faults.add(field, "must be from " + least + " to " + most);
    }
  }

  private static void word(
      String value, Pattern pattern, String field, String message, Faults faults) {
    if (value != null && !pattern.matcher(value).matches()) {
      faults.add(field, message);
    }
  }

  private static void oneOf(String value, Set<String> words, String field, Faults faults) {
    if (value != null && !words.contains(value)) {
      faults.add(field, "must be one of " + String.join(", ", words.stream().sorted().toList()));
    }
  }
}
