package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Ending.Cancellation;
import io.athanor.execution.sandbox.Ending.Decision;
import io.athanor.execution.sandbox.Report.LostMetrics;
import io.athanor.execution.sandbox.Report.Output;
import io.athanor.execution.sandbox.Report.UserError;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Makes the report of an attempt from everything that is known about it. */
final class Reports {
  private static final ResultText NO_RESULT = new ResultText(null, null);

  private Reports() {}

  /** Of a job that never ran. */
  static Report unstarted(Job job, Cancellation cancelled, String problem, Ground ground) {
    Verdict verdict = cancelled == null ? Verdict.SANDBOX_ERROR : cancelled.verdict();
    String reason = cancelled == null ? problem : cancelled.reason();
    return new Report(
        verdict,
        String.valueOf(reason),
        -1,
        0,
        Duration.ZERO,
        Duration.ZERO,
        0,
        new Output(0, 0),
        new Output(0, 0),
        null,
        List.of(),
        null,
        0,
        LostMetrics.NONE,
        ground.tier(),
        "cold",
        0,
        String.valueOf(ground.runtimes().version(job.runtime())),
        enforcement(ground.tier()));
  }

  /** Of a job that ran. */
  static Report of(
      Job job,
      Recording recording,
      Watch.Use use,
      Cancellation cancelled,
      String fault,
      Ground ground,
      boolean warm,
      double startMillis) {
    JsonNode last = recording.last() == null ? MissingNode.getInstance() : recording.last();
    Duration cpu = max(use.cpu(), Duration.of(last.path("cpuMicros").asLong(), ChronoUnit.MICROS));
    Duration wall =
        last.isMissingNode()
            ? use.elapsed()
            : Duration.of(last.path("wallMicros").asLong(), ChronoUnit.MICROS);
    byte[] bytes = recording.result();
    ResultText result = bytes.length == 0 ? NO_RESULT : ResultText.of(bytes);
    UserError said = recording.error();
    Decision decision = decide(job, said, recording, use, cancelled, fault, cpu, wall, result);
    return new Report(
        decision.verdict(),
        decision.reason(),
        last.path("exit").asInt(-1),
        last.path("signal").asInt(0),
        wall,
        cpu,
        use.peak() > 0 ? use.peak() : last.path("peak").asLong(),
        output(recording, AttemptListener.Stream.STDOUT, last.path("stdoutDropped")),
        output(recording, AttemptListener.Stream.STDERR, last.path("stderrDropped")),
        decision.verdict() == Verdict.SUCCEEDED ? result.text() : null,
        recording.artefacts(),
        error(decision.verdict(), said, recording, last),
        last.path("survivors").asInt(),
        recording.lostMetrics(),
        ground.tier(),
        startKind(warm, last),
        startMillis,
        String.valueOf(ground.runtimes().version(job.runtime())),
        enforcement(ground.tier()));
  }

  private static String startKind(boolean warm, JsonNode last) {
    String waited = last.path("ahead").asInt() == 0 ? "warm" : "ahead";
    return warm ? waited : "cold";
  }

  private static Decision decide(
      Job job,
      UserError said,
      Recording recording,
      Watch.Use use,
      Cancellation cancelled,
      String fault,
      Duration cpu,
      Duration wall,
      ResultText result) {
    Ending ending =
        new Ending(
            job.limits(),
            cancelled,
            fault,
            use.demanded(),
            use.oomKills(),
            cpu,
            wall,
            recording.last(),
            said,
            result);
    return ending.decide();
  }

  private static Output output(
      Recording recording, AttemptListener.Stream stream, JsonNode dropped) {
    return new Output(recording.kept(stream), dropped.asLong());
  }

  /** Runtimes without exceptions of their own say what went wrong at the end of stderr. */
  private static UserError error(
      Verdict verdict, UserError said, Recording recording, JsonNode last) {
    if (said != null || (verdict != Verdict.FAILED && verdict != Verdict.CRASHED)) {
      return said;
    }
    String tail = recording.errorTail();
    String line = tail.lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("");
    return new UserError(last.path("signal").asInt() == 0 ? "exit" : "signal", line, null, 0, tail);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Map<String, String> enforcement(Tier tier) {
    boolean strict = tier == Tier.STRICT;
    return Map.of(
        "wall",
        "the sandbox's own deadline, then the node's",
        "cpu",
        (strict ? "control group" : "sum over the processes") + " polled, RLIMIT_CPU",
        "memory",
        strict ? "control group" : "sum over the processes polled, RLIMIT_AS or RLIMIT_DATA",
        "processes",
        switch (tier) {
          case STRICT -> "control group, RLIMIT_NPROC";
          case NAMESPACED -> "RLIMIT_NPROC in the user namespace";
          case LANDLOCK, NONE -> "RLIMIT_NPROC of the user";
        },
        "disk",
        tier.namespaces() ? "size of the in-memory file systems" : "sum over the files polled",
        "file",
        "RLIMIT_FSIZE",
        "output",
        "the sandbox's first process, checked by the node",
        "result",
        "the sandbox's first process, checked by the node",
        "network",
        switch (tier) {
          case STRICT, NAMESPACED -> "network namespace with nothing in it, system call filter";
          case LANDLOCK -> "no sockets: system call filter, Landlock";
          case NONE -> "nothing";
        });
  }
}
