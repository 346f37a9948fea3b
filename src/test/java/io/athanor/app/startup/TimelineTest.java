package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a start is drawn. */
class TimelineTest extends StartupRig {

  @Test
  void barsStandWhereTheTimeWent() {
    StartupRun run =
        start(
            2,
            part("root", 20),
            part("a-name-that-is-much-too-long", 40).needs("root"),
            part("slow", 80).needs("root"),
            part("third", 10).needs("root"),
            broken("spare", 10).optional().needs("third"));
    time.run();
    assertThat(run.outcome().join().render().lines())
        .containsExactly(
            "component        0                               100 ms       run     slack",
            "root             ########                                 20.0 ms    0.0 ms",
            "a-name-that-is-m         ===============                  40.0 ms   40.0 ms",
            "slow                     ##############################   80.0 ms    0.0 ms",
            "third                    ...............====              10.0 ms   20.0 ms",
            "spare                                       ==x           10.0 ms   20.0 ms",
            "  spare is broken",
            "start-up degraded: 100 ms, critical path: root -> slow");
  }

  @Test
  void whatNeverBeganSaysSoAndNoLineIsWiderThanATerminal() {
    StartupRun run = start(broken("a", 5000), part("b", 1).needs("a"), part("c", 4000));
    time.run();
    assertThat(run.outcome().join().timeline())
        .anyMatch(line -> line.matches("b +skipped"))
        .anyMatch(line -> line.matches("a +#+x +5000.0 ms +0.0 ms"))
        .allMatch(line -> line.length() <= 80);
  }
}
