package io.athanor;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules of the house hold, and each of them bites: the classes below {@code
 * io.athanor.violations} break one rule each, on purpose.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchitectureTest {

  private static final Map<String, List<String>> OFFENDERS =
      Map.ofEntries(
          Map.entry(
              "1 features never see each other",
              List.of("SeesAnotherFeature", "ContractThatSeesTheBus")),
          Map.entry("1 the command line is on its own", List.of("SpeaksToTheBus")),
          Map.entry(
              "2 only the bus imports the event bus",
              List.of("TouchesTheEventBus", "app.ListensItself")),
          Map.entry(
              "3 the contract is plain Java",
              List.of("ContractWithABuffer", "ContractWithAClass$Changing", "Open")),
          Map.entry("4 only app deploys", List.of("DeploysAVerticle")),
          Map.entry(
              "5 verticles are final and named so",
              List.of("Misnamed", "OpenVerticle", "PretendedVerticle")),
          Map.entry(
              "6 no mutable static state",
              List.of(
                  "MutableStatics.counter",
                  "MutableStatics.TOTAL",
                  "MutableStatics.SEEN",
                  "java.util.HashMap")),
          Map.entry(
              "7 only persistence imports SQL clients",
              List.of("java.sql.Connection", "io.vertx.sqlclient.Pool", "org.flywaydb")),
          Map.entry("7 shared data is for app and cache", List.of("SharesState")),
          Map.entry(
              "8 nothing waits on an event loop",
              List.of(
                  "Thread.sleep",
                  "vertx.core.Future.await",
                  "CountDownLatch.await",
                  "CompletableFuture.join",
                  "HttpClient.send",
                  "Process.waitFor",
                  "readFileBlocking")),
          Map.entry("9 old style is gone", List.of("OldVerticle", "MakesPromises")),
          Map.entry("10 no Vert.x internals", List.of("UsesInternals")));

  private JavaClasses ours;
  private JavaClasses violations;

  @BeforeAll
  void readTheClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.athanor");
    violations = new ClassFileImporter().importPackages("io.athanor.violations");
  }

  @TestFactory
  Stream<DynamicTest> theHouseKeeps() {
    return new HouseRules("io.athanor")
        .all().entrySet().stream()
            .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(ours)));
  }

  @TestFactory
  Stream<DynamicTest> aRuleBites() {
    return new HouseRules("io.athanor.violations")
        .all().entrySet().stream()
            .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> bites(rule.getValue())));
  }

  private void bites(ArchRule rule) {
    String report = String.join("\n", rule.evaluate(violations).getFailureReport().getDetails());

    assertThat(OFFENDERS).containsKey(rule.getDescription());
    for (String offender : OFFENDERS.get(rule.getDescription())) {
      assertThat(report).contains(offender);
    }
    assertThat(report).doesNotContain("Harmless");
  }

  @Test
  void theRulesLookAtOurClasses() {
    assertThat(ours.contain("io.athanor.bus.Bus")).isTrue();
    assertThat(ours.contain("io.athanor.ArchitectureTest")).isFalse();
  }
}
