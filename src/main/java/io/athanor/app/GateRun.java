package io.athanor.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.cli.OutputFile;
import io.athanor.cli.StatementGate;
import io.athanor.contract.Amounts;
import io.athanor.contract.Contents;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.persistence.GatePlans;
import io.athanor.persistence.MigrationFailed;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.embedded.EmbeddedServerException;
import io.athanor.persistence.embedded.ScratchServer;
import io.athanor.profiling.gate.Baseline;
import io.athanor.profiling.gate.GateFinding;
import io.athanor.profiling.gate.GateJudge;
import io.athanor.profiling.gate.PlannedLine;
import io.athanor.profiling.plans.PlanReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gate on a server of its own, which lives as long as this command. */
final class GateRun implements StatementGate {

  private static final String SERVER = "18";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public JsonNode run(Order order) throws Unusable {
    quiet();
    try {
      String text = StatisticsFile.text(order.statistics());
      Exported statistics = StatisticsFile.read(text, order.statistics());
      boolean compare = !order.accept() && Files.exists(order.baseline());
      Optional<Baseline> before = compare ? Optional.of(baseline(order)) : Optional.empty();
      return judged(order, statistics, digest(text), before);
    } catch (IllegalArgumentException e) {
      throw new Unusable(e.getMessage(), true, e);
    } catch (EmbeddedServerException | MigrationFailed e) {
      throw new Unusable(e.getMessage(), false, e);
    } catch (IOException e) {
      throw new Unusable("The statements could not be planned: " + e.getMessage(), false, e);
    }
  }

  /** The log is on the terminal of whoever calls, who did not ask for it. */
  private static void quiet() {
    System.setProperty("athanor.log.level", System.getProperty("athanor.log.level", "ERROR"));
    System.setProperty(
        ServeCommand.LOGBACK, System.getProperty(ServeCommand.LOGBACK, "conf/logback.xml"));
  }

  private static Baseline baseline(Order order) {
    String text = StatisticsFile.text(order.baseline());
    Baseline baseline;
    try {
      baseline = Baseline.read(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The baseline "
              + order.baseline()
              + " "
              + e.getMessage()
              + " To write it anew from the plans of now: --accept",
          e);
    }
    if (baseline.growth() != order.growth()) {
      String planned = Amounts.number(baseline.growth());
      throw new IllegalArgumentException(
          "The baseline %s was planned with --growth %s and not %s: give --growth %s, another baseline, or --accept to write it anew."
              .formatted(order.baseline(), planned, Amounts.number(order.growth()), planned));
    }
    return baseline;
  }

  private static JsonNode judged(
      Order order, Exported statistics, String digest, Optional<Baseline> before)
      throws IOException {
    GatePlans plans = plans(order, statistics);
    List<PlannedLine> lines = lines(plans);
    List<String> notes = new ArrayList<>(plans.notes());
    List<GateFinding> findings = List.of();
    if (before.isPresent()) {
      if (!digest.equals(before.get().statistics())) {
        notes.add(0, "The baseline was planned with other statistics.");
      }
      findings = GateJudge.findings(before.get().statements(), lines, plans.refused());
    } else {
      write(
          order.baseline(),
          new Baseline(Baseline.FORMAT, plans.schema(), SERVER, digest, order.growth(), lines));
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("planned", lines.size());
    answer.put("schema", plans.schema());
    answer.put("written", before.isEmpty());
    answer.put("failed", findings.stream().anyMatch(GateFinding::fails));
    answer.set("findings", JSON.valueToTree(findings));
    answer.set("notes", JSON.valueToTree(notes));
    return answer;
  }

  private static GatePlans plans(Order order, Exported statistics) throws IOException {
    Optional<Path> binaries =
        order.home().map(home -> home.resolve("postgres")).filter(Files::isDirectory);
    try (ScratchServer server = ScratchServer.start(binaries)) {
      Thread hurry = new Thread(server::close, "gate-shutdown");
      Runtime.getRuntime().addShutdownHook(hurry);
      String schema = Migrations.run(server.target()).schemaVersion();
      return GatePlans.of(server.site(), server.target(), schema, statistics, order.growth());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          order.statistics() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The lines of a baseline, one for each plan. */
  static List<PlannedLine> lines(GatePlans plans) {
    List<PlannedLine> lines = new ArrayList<>();
    plans
        .plans()
        .forEach(
            (name, plan) ->
                PlannedLine.of(name, PlanReader.read(plan), plans.wholes(), plans.blocks())
                    .ifPresent(lines::add));
    return lines;
  }

  private static void write(Path file, Baseline baseline) throws IOException {
    try {
      OutputFile.write(file, baseline.text(), false);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot write " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /** Sixteen hexadecimal digits. */
  static String digest(String text) {
    return Contents.digestOf(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }
}
