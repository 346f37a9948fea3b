package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Report.Artefact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results and artefacts that are not what they should be. */
final class ArtefactCases {
  private ArtefactCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                28,
                "artefacts: links, fifo, loop, device, hard link; the result a link",
                "each refused with a reason, plain files kept; RESULT_INVALID",
                ArtefactCases::links)
            .quickly(),
        AbuseCase.of(
            29,
            "odd names of artefacts; 65 of them",
            "odd names refused, 16 kept",
            ArtefactCases::names),
        AbuseCase.of(
            30,
            "zip bomb of 100 MB; sparse file of 50 MB",
            "the first kept as it is, the second too big",
            ArtefactCases::bombs),
        AbuseCase.of(
            31,
            "result of 3 MB of [, or of 2 MB",
            "RESULT_INVALID",
            invalid("31-big-result.sh", "larger", "result = 'x' * (2 << 20)")),
        AbuseCase.of(
            32,
            "result 200,000 deep, or endless",
            "RESULT_INVALID",
            invalid(
                "32-deep-result.py",
                "deeper",
                "x = []\nfor _ in range(200000): x = [x]\nresult = x",
                "x = []\nx.append(x)\nresult = x")),
        AbuseCase.of(
            33,
            "NUL, bad UTF-8, lone surrogate, escapes, NaN, 1e999",
            "output unchanged; each result RESULT_INVALID",
            ArtefactCases::bytes),
        AbuseCase.of(
            41, "result a fifo, out/ a link to /etc", "refused, no hang", ArtefactCases::moved));
  }

  private static Map<String, String> refused(Run run) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Artefact one : run.report().artefacts()) {
      if (one.refused() != null) {
        reasons.put(one.name(), one.refused());
      }
    }
    return reasons;
  }

  private static String links(Target target) {
    Run run = ended(target.run("28-artefacts.sh"), Verdict.RESULT_INVALID);
    assertThat(run.heard().artefacts).containsOnlyKeys("ok", "sub/ok");
    Map<String, String> refused = refused(run);
    assertThat(refused).containsOnlyKeys("fifo", "link", "loop", "sub/etc");
    assertThat(run.stdout()).isEqualTo("hard link refused\ndevice refused\n");
    return words(run) + "; 2 kept, refused: " + refused;
  }

  private static String names(Target target) {
    Run run = ended(target.run("29-names.py"), Verdict.SUCCEEDED);
    assertThat(run.heard().artefacts).hasSize(16);
    assertThat(run.heard().artefacts.keySet()).allMatch(name -> name.matches("file-[0-9]{2}"));
    assertThat(refused(run)).hasSize(65 - 16);
    long odd = refused(run).values().stream().filter(reason -> reason.startsWith("name")).count();
    assertThat(odd).isEqualTo(8);
    assertThat(refused(run)).containsValue("more than 16 files (execution.artefactFiles)");
    return "16 kept, 8 refused for their names, 41 as too many";
  }

  private static String bombs(Target target) {
    Run run = ended(target.run("30-bombs.py"), Verdict.SUCCEEDED);
    assertThat(run.heard().artefacts).containsOnlyKeys("bomb.zip");
    int size = run.heard().artefacts.get("bomb.zip").size();
    assertThat(size).isLessThan(200_000);
    assertThat(refused(run)).containsOnlyKeys("sparse");
    assertThat(refused(run).get("sparse")).contains("with " + size + " of ", "artefactBytes");
    return "bomb.zip kept with %d bytes, sparse %s".formatted(size, refused(run).get("sparse"));
  }

  /** The program of the file, and these in Python that answer without a file. */
  private static AbuseCase.Attack invalid(String file, String reason, String... others) {
    return target -> {
      for (String other : others) {
        ended(target.run(ProgramRuntime.PYTHON, other), Verdict.RESULT_INVALID);
      }
      Run run = ended(target.run(file), Verdict.RESULT_INVALID);
      assertThat(run.report().reason()).contains(reason);
      return words(run);
    };
  }

  private static String bytes(Target target) {
    Map<String, byte[]> results = new LinkedHashMap<>();
    results.put("NUL", "\"a\\u0000\"".getBytes(StandardCharsets.UTF_8));
    results.put("bad UTF-8", new byte[] {'"', (byte) 0xff, '"'});
    results.put("surrogate", "\"\\ud800\"".getBytes(StandardCharsets.UTF_8));
    results.put("escape", "\"\u001b[2J\"".getBytes(StandardCharsets.UTF_8));
    results.put("NaN", "NaN".getBytes(StandardCharsets.UTF_8));
    results.put("1e999", "1e999".getBytes(StandardCharsets.UTF_8));
    List<String> seen = new ArrayList<>();
    results.forEach(
        (name, result) -> {
          Map<String, String> parameters =
              Map.of("result", Base64.getEncoder().encodeToString(result));
          Run run =
              ended(target.run("33-bytes.py", Bench.LIMITS, parameters), Verdict.RESULT_INVALID);
          assertThat(new String(run.heard().stdout.toByteArray(), StandardCharsets.ISO_8859_1))
              .isEqualTo("\0\u001b[2J\u00ff\u00ed\u00a0\u0080\u001b]0;title\u0007\n");
          seen.add(name);
        });
    return "RESULT_INVALID for " + String.join(", ", seen) + "; output unchanged";
  }

  private static String moved(Target target) {
    Run run = ended(target.run("41-moved.sh"), Verdict.RESULT_INVALID);
    assertThat(run.heard().artefacts).isEmpty();
    assertThat(refused(run)).containsOnlyKeys("out");
    return words(run) + "; out " + refused(run).get("out");
  }
}
