package io.athanor.operations.report;

import io.athanor.contract.Diagnostics.SystemReport;
import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Figures.Phase;
import io.athanor.contract.Figures.PoolFigures;
import io.athanor.contract.Figures.Route;
import io.athanor.contract.Figures.WorkFigures;
import io.athanor.contract.Reports.Asked;
import io.athanor.contract.Reports.DatabasePart;
import io.athanor.contract.Reports.Hint;
import io.athanor.contract.Reports.Missing;
import io.athanor.contract.Reports.Performance;
import io.athanor.contract.Reports.StartupPart;
import io.athanor.contract.Reports.TopStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to look at first, by rules that can be checked against the figures in the same report. The
 * order of the rules is the order of the answer: what is away, what is ill, what is full, what is
 * slow. The page on diagnostics has the table of rules.
 */
final class LookAtFirst {

  private static final long ENOUGH = 100;
  private static final double SHARE_PERCENT = 30;
  private static final double WAIT_MILLIS = 50;
  private static final double SLOW_ROUTE_MILLIS = 500;
  private static final double SERVER_ERRORS_PERCENT = 1;
  private static final double COLD_PERCENT = 20;
  private static final double START_EFFICIENCY = 1.25;

  private final Performance report;
  private final SystemReport system;
  private final List<Hint> hints = new ArrayList<>();

  LookAtFirst(Performance report, SystemReport system) {
    this.report = report;
    this.system = system;
  }

  List<Hint> hints() {
    for (Missing part : report.missing()) {
      add("part-missing", part.part(), part.reason(), "Look at GET /health and at the log.");
    }
    if (system != null) {
      system
          .reasons()
          .forEach(
              reason ->
                  add(
                      "diagnostics",
                      "process and machine",
                      reason,
                      "GET /admin/diagnostics/system has the figures."));
    }
    if (report.database() != null) {
      database(report.database());
    }
    if (report.execution() != null) {
      work(report.execution());
    }
    if (report.http() != null) {
      report.http().routes().forEach(this::route);
    }
    report.bus().forEach(this::asked);
    cache();
    if (report.startup() != null) {
      startup(report.startup());
    }
    return List.copyOf(hints);
  }

  private void add(String rule, String subject, String evidence, String advice) {
    hints.add(new Hint(rule, subject, evidence, advice));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void database(DatabasePart database) {
    PoolFigures pool = database.pool();
    if (pool != null && (pool.timeouts() > 0 || pool.waited().p95Millis() >= WAIT_MILLIS)) {
      add(
          "pool-wait",
          "database pool",
          text(
              "%d of %d in use, %d wait, 95 %% waited up to %.1f ms, %d times none came",
              pool.inUse(),
              pool.size(),
              pool.waiting(),
              pool.waited().p95Millis(),
              pool.timeouts()),
          "Look at the statements below first, then raise database.pool.size.");
    }
    statements(database);
    if (database.advice() != null && !database.advice().apply().isEmpty()) {
      add(
          "advice-open",
          "indexes",
          text(
              "the analysis of %s recommends %d changes that save %.0f ms an hour",
              database.advice().at(),
              database.advice().apply().size(),
              database.advice().savedMillis()),
          "athanor db advise shows them, athanor db apply makes one.");
    }
  }

  private void statements(DatabasePart database) {
    for (Finding finding : database.findings()) {
      add(
          finding.flaw().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          finding.name(),
          text("up to %d times in one request, at %s", finding.executions(), finding.callSite()),
          finding.advice());
    }
    for (TopStatement one : database.top()) {
      if (one.sharePercent() >= SHARE_PERCENT && one.count() >= ENOUGH) {
        add(
            "one-statement",
            one.name(),
            text(
                "%.1f %% of all database time: %d executions, 95 %% within %.1f ms",
                one.sharePercent(), one.count(), one.p95Millis()),
            "athanor db explain, or POST /admin/database/advice.");
      }
    }
  }

  private void work(WorkFigures work) {
    if (work.load() != null && work.load().closed() != null) {
      add("node-closed", "placement", work.load().closed(), "athanor nodes shows who takes work.");
    }
    if (runs(work) < ENOUGH) {
      return;
    }
    double queued = p95(work, "queued");
    double run = p95(work, "run");
    if (work.slots() > 0 && work.running() >= work.slots() && queued > run && run > 0) {
      add(
          "slots-full",
          "execution",
          text(
              "all %d slots are taken; 95 %% waited up to %.0f ms and ran up to %.0f ms",
              work.slots(), queued, run),
          "Add a node, or raise execution.slots where processors are idle.");
    }
    double overhead =
        p95(work, "prepare") + p95(work, "start") + p95(work, "store") + p95(work, "commit");
    if (run > 0 && overhead > run) {
      add(
          "overhead",
          "execution",
          text("95 %% ran up to %.0f ms, and took up to %.0f ms beside that", run, overhead),
          "Share a sandbox: isolation group, see docs/programs.md.");
    }
  }

  private static long runs(WorkFigures work) {
    return work.phases().stream()
        .filter(one -> one.name().equals("run"))
        .mapToLong(one -> one.time().count())
        .sum();
  }

  private static double p95(WorkFigures work, String phase) {
    return work.phases().stream()
        .filter(one -> one.name().equals(phase))
        .map(Phase::time)
        .mapToDouble(time -> time.p95Millis())
        .findFirst()
        .orElse(0);
  }

  private void route(Route route) {
    String subject = route.method() + " " + route.path();
    long count = route.time().count();
    // With 503 health says what it is asked, which is no failure of its own.
    boolean asked = route.path().startsWith("/health");
    if (!asked && route.failed() > 0 && route.failed() * 100.0 >= SERVER_ERRORS_PERCENT * count) {
      add(
          "server-errors",
          subject,
          text("%d of %d answers were 500 or above", route.failed(), count),
          "The log has each of them with its correlation id.");
    }
    if (!route.streams() && count >= ENOUGH && route.time().p95Millis() >= SLOW_ROUTE_MILLIS) {
      add(
          "slow-route",
          subject,
          text("95 %% of %d answers within %.0f ms", count, route.time().p95Millis()),
          "The addresses and statements in this report say where that time goes.");
    }
  }

  private void asked(Asked asked) {
    if (asked.refused() > 0 && asked.refused() * 2 >= asked.time().count()) {
      add(
          "refusals",
          asked.address(),
          text("%d of %d requests were refused", asked.refused(), asked.time().count()),
          "athanor_bus_refusals_total of /metrics says why.");
    }
  }

  private void cache() {
    if (report.cache() != null
        && report.cache().hitPercent() != null
        && report.cache().hitPercent() < COLD_PERCENT
        && report.cache().counts().evicted() > report.cache().counts().hits()) {
      add(
          "cache-too-small",
          "cache",
          text(
              "%.1f %% hits, %d answers had to make room",
              report.cache().hitPercent(), report.cache().counts().evicted()),
          "Raise cache.memory.maxBytes.");
    }
  }

  private void startup(StartupPart startup) {
    if (startup.criticalMillis() > 0
        && startup.wallMillis() > START_EFFICIENCY * startup.criticalMillis()) {
      add(
          "start-waited",
          "start",
          text(
              "%.0f ms for a critical path of %.0f ms",
              startup.wallMillis(), startup.criticalMillis()),
          "The machine was busy with something else: GET /startup has each component.");
    }
  }
}
