package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Graphs that can never start are refused before anything of them does. */
class GraphCheckTest {

  @Test
  void spellsCyclesOut() {
    InvalidGraph fault = refused(part("a").needs("b"), part("b").wants("c"), part("c").needs("a"));
    assertThat(fault).hasMessage("cycle: a -> b -> c -> a");
    assertThat(refused(part("a").needs("a"))).hasMessage("cycle: a -> a");
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    InvalidGraph fault =
        refused(
            part("twice"),
            part("twice"),
            part("lost").needs("ghost"),
            part("x").needs("y"),
            part("y").needs("x"),
            part("tail").needs("x"),
            part("spare").optional(),
            part("bold").needs("spare"));
    assertThat(fault)
        .hasMessage(
            "two components are named twice; lost needs ghost, which does not exist; "
                + "bold needs spare, which is optional: make it a want; cycle: x -> y -> x");
  }

  @Test
  void findsEveryCycleOfSeveral() {
    InvalidGraph fault =
        refused(
            part("a").needs("b", "c"),
            part("b").needs("a"),
            part("c").needs("d"),
            part("d").needs("c"));
    assertThat(fault).hasMessageContaining("a -> b -> a").hasMessageContaining("c -> d -> c");
  }

  @Test
  void allowsWantsThatDoNotExistAndDiamonds() {
    graph(
        part("a").wants("ghost"),
        part("b").needs("a"),
        part("c").needs("a"),
        part("d").needs("b", "c", "a"));
  }

  @Test
  void aChainOfAHundredThousandIsNoProblem() {
    List<Component<?>> chain = new ArrayList<>();
    for (int i = 100_000; i > 0; i--) {
      chain.add(part("p" + i).needs("p" + (i - 1)));
    }
    chain.add(part("p0"));
    assertThat(GraphCheck.of(chain)).hasSize(100_001);
    chain.set(100_000, part("p0").needs("p100000"));
    assertThatThrownBy(() -> GraphCheck.of(chain)).hasMessageStartingWith("cycle: ");
  }

  private static Component<String> part(String name) {
    return Component.of(name, needs -> CompletableFuture.completedFuture(name));
  }

  private static InvalidGraph refused(Component<?>... parts) {
    return catchThrowableOfType(InvalidGraph.class, () -> graph(parts));
  }

  private static StartupGraph graph(Component<?>... parts) {
    Duration second = Duration.ofSeconds(1);
    return StartupGraph.of(List.of(parts), StartupLimits.of(second, second));
  }
}
