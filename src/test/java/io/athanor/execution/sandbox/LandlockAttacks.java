package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.LandlockCheck.Place;
import java.util.List;
import java.util.Map;

/** What Landlock alone would not stop. */
final class LandlockAttacks {
  private LandlockAttacks() {}

  static List<LandlockCheck> all() {
    return List.of(
        new LandlockCheck("others of the user are out of reach", LandlockAttacks::others),
        new LandlockCheck("nothing but its directories can be changed", LandlockAttacks::files),
        new LandlockCheck("a file without a name counts", place -> tooMuch(place, "unlinked.py")),
        new LandlockCheck("a file nobody can list counts", place -> tooMuch(place, "unlisted.py")),
        new LandlockCheck("a file in memory counts", place -> tooMuch(place, "memfile.py")),
        new LandlockCheck("who hides is ended", place -> tooMuch(place, "unreadable.py")),
        new LandlockCheck("the names of files may be anything", LandlockAttacks::names));
  }

  private static void others(Place place) {
    Map<String, Long> parameters = Map.of("node", ProcessHandle.current().pid());
    nothing(place.run("others.py", parameters, Bench.LIMITS));
  }

  private static void files(Place place) {
    nothing(place.run("files.py"));
  }

  private static void nothing(Run run) {
    assertThat(run.report().verdict()).as(run + run.stderr()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(run.report().result()).isEqualTo("[]");
  }

  private static void tooMuch(Place place, String file) throws Exception {
    Report report = place.run(file, Map.of(), Bench.disk(16)).report();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.OUTPUT_LIMIT);
    assertThat(report.reason()).isEqualTo("files took more than the 16 MB of disk");
    assertThat(place.left()).isEmpty();
  }

  private static void names(Place place) {
    String program =
        """
        import os
        for name in (b"\\xff", b"a\\nb", b"-rf", b" ", b"x" * 255):
            os.mkdir(name)
            open(name + b"/" + name, "w").close()
        """;
    assertThat(place.bench().python(program).report().verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(place.bench().python("import os\nresult = len(os.listdir())").report().result())
        .isEqualTo("4");
  }
}
