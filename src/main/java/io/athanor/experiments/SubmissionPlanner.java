package io.athanor.experiments;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.bus.CanonicalJson;
import io.athanor.bus.Wire;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Queue.Schedule;
import io.athanor.contract.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Turns submissions into plans: checked, completed, with id and fingerprint. */
final class SubmissionPlanner {

  private static final int MAX_PARAMETERS = 1024 * 1024;

  private final SubmissionCheck check;
  private final LimitsPlan limits;
  private final Limits ceilings;
  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

  SubmissionPlanner(ExperimentsConfig config) {
    check = new SubmissionCheck(config.runtimes());
    ceilings = config.ceilings();
    limits = new LimitsPlan(config.defaults(), config.ceilings());
  }

  /**
   * Plans all of them.
   *
   * @throws io.athanor.contract.RefusedException naming every field that cannot be accepted
   */
  List<Planned> plan(List<Submission> submissions) {
    Faults faults = new Faults();
    List<Planned> planned = new ArrayList<>(submissions.size());
    if (submissions.isEmpty()) {
      faults.add("experiments", "is empty");
    }
    for (int i = 0; i < submissions.size(); i++) {
      String at = submissions.size() == 1 ? "" : "experiments[" + i + "].";
      planned.add(plan(submissions.get(i), at, faults));
    }
    if (!faults.none()) {
      throw faults.refusal();
    }
    return planned;
  }

  private Planned plan(Submission one, String at, Faults faults) {
    check.check(one, at, faults);
    Limits inForce = limits.plan(one.limits(), at, faults);
    String canonical = parameters(one, at, faults);
    byte[] program = program(one, at, faults);
    String programDigest = program == null ? one.programId() : Contents.digestOf(program);
    return new Planned(
        ids.generate(),
        one.name(),
        one.runtime(),
        programDigest,
        program == null ? null : new Bytes(program),
        one.arguments(),
        new Json(one.parameters() == null ? "{}" : one.parameters().text()),
        new Json(Wire.encode(one.inputs())),
        withoutNulls(one.env()),
        one.seed(),
        one.deterministic() == null || one.deterministic(),
        one.priority() == null ? 0 : one.priority(),
        one.pool() == null ? "default" : one.pool(),
        requests(one.requests(), inForce, at, faults),
        inForce,
        one.requiredTier(),
        one.isolation(),
        one.domain(),
        one.sessionId(),
        one.hypothesisId(),
        one.experimentType(),
        one.description(),
        one.protocol(),
        withoutNulls(one.tags()),
        fingerprint(one, programDigest, canonical),
        "finished".equals(one.reuse()),
        null,
        schedule(one, inForce, at, faults));
  }

  private Schedule schedule(Submission one, Limits inForce, String at, Faults faults) {
    return new Schedule(
        List.copyOf(new LinkedHashSet<>(one.dependsOn())),
        one.notBefore(),
        one.concurrencyKey(),
        RetryPlan.plan(one.retry(), inForce, ceilings.memory(), at, faults));
  }

  /** The parameters in canonical form. */
  private static String parameters(Submission one, String at, Faults faults) {
    if (one.parameters() == null) {
      return "{}";
    }
    if (one.parameters().text().length() > MAX_PARAMETERS) {
      faults.add(at + "parameters", "is longer than 1MB; give large data as inputs");
      return "{}";
    }
    try {
      return CanonicalJson.ofObject(one.parameters().text());
    } catch (IllegalArgumentException e) {
      faults.add(at + "parameters", e.getMessage());
      return "{}";
    }
  }

  /**
   * The program as bytes; longer ones than fit into a message were stored before and come by their
   * digest.
   */
  private static byte[] program(Submission one, String at, Faults faults) {
    if (one.source() == null) {
      return null;
    }
    byte[] program = one.source().getBytes(StandardCharsets.UTF_8);
    if (program.length > Submission.MAX_SOURCE) {
      faults.add(at + "source", "is longer than 1MB");
    } else if (program.length > Bytes.MAX) {
      faults.add(at + "source", "is too long for one message; store it first and give programId");
    } else {
      return program;
    }
    return new byte[0];
  }

  private static Json requests(
      Submission.Requests requests, Limits inForce, String at, Faults faults) {
    if (requests == null) {
      return Json.EMPTY;
    }
    if (requests.cpu() != null && !(requests.cpu() > 0 && requests.cpu() <= 1_024)) {
      faults.add(at + "requests.cpu", "must be more than 0 and at most 1024 cores");
    }
    String memory = null;
    try {
      if (requests.memory() != null) {
        long bytes = Quantities.size(requests.memory());
        memory = Quantities.show(bytes);
        if (bytes > inForce.memory()) {
          String limit = Quantities.show(inForce.memory());
          faults.add(at + "requests.memory", "must not be above limits.memory, which is " + limit);
        }
      }
    } catch (IllegalArgumentException e) {
      faults.add(at + "requests.memory", e.getMessage());
    }
    try {
      if (requests.duration() != null) {
        Quantities.duration(requests.duration());
      }
    } catch (IllegalArgumentException e) {
      faults.add(at + "requests.duration", e.getMessage());
    }
    return new Json(
        Wire.encode(new Submission.Requests(requests.cpu(), memory, requests.duration())));
  }

  private static String fingerprint(Submission one, String programDigest, String parameters) {
    return Fingerprint.of(
        List.of(
            String.valueOf(one.runtime()),
            String.valueOf(programDigest),
            Wire.encode(one.arguments()),
            parameters,
            Wire.encode(byName(one.inputs())),
            Wire.encode(new TreeMap<>(withoutNulls(one.env()))),
            String.format(Locale.ROOT, "%s", one.seed())));
  }

  /** The files lie in one folder, so their order does not count. */
  private static List<Submission.Input> byName(List<Submission.Input> inputs) {
    return inputs.stream()
        .sorted(Comparator.comparing(input -> String.valueOf(input.name())))
        .toList();
  }

  private static Map<String, String> withoutNulls(Map<String, String> map) {
    Map<String, String> copy = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            copy.put(key, value);
          }
        });
    return copy;
  }
}
