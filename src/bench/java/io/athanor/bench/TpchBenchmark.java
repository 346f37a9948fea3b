package io.athanor.bench;

import io.athanor.bench.tpch.BuiltTrial;
import io.athanor.bench.tpch.Clocked;
import io.athanor.bench.tpch.Costs;
import io.athanor.bench.tpch.TpchDatabase;
import io.athanor.bench.tpch.TwinTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Indexes on TPC-H: what the planner says of them on the twin, and with {@code --clock} what it
 * says when they are there, and how long each query takes without and with them.
 */
final class TpchBenchmark implements Benchmark {

  private static final Duration TIMEOUT =
      Duration.ofSeconds(Integer.getInteger("bench.timeoutSeconds", 60));
  private static final double SLOWER = 1.2;

  private final double scale;
  private final boolean clock;
  private final List<String> create;
  private final long budget;

  TpchBenchmark() {
    this(1, false, TpchDatabase.BY_HAND, 0);
  }

  /**
   * @param scale 1 for about a gigabyte
   * @param clock whether the indexes are built and the queries executed
   * @param create statements {@code CREATE INDEX name ON table …}
   * @param budget bytes of the indexes that are advised; 0 for the given ones
   */
  TpchBenchmark(double scale, boolean clock, List<String> create, long budget) {
    this.budget = budget;
    this.scale = scale;
    this.clock = clock;
    this.create = List.copyOf(create);
  }

  /**
   * {@code --scale S}, {@code --clock}, {@code --budget MB} for the indexes that the product
   * advises, and {@code --indexes FILE}, a statement in each line.
   */
  @Override
  public Benchmark with(List<String> options) {
    List<String> left = new ArrayList<>(options);
    boolean clocked = left.remove("--clock");
    double size = scale;
    List<String> indexes = create;
    long megabytes = 0;
    while (left.size() >= 2) {
      String option = left.remove(0);
      String value = left.remove(0);
      switch (option) {
        case "--scale" -> size = scale(value);
        case "--indexes" -> indexes = lines(value);
        case "--budget" -> megabytes = Long.parseLong(value);
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "options are --scale S, --clock, --budget MB and --indexes FILE, not " + left.get(0));
    }
    return new TpchBenchmark(size, clocked, indexes, megabytes << 20);
  }

  private static double scale(String value) {
    try {
      double scale = Double.parseDouble(value);
      if (scale >= 0.01 && scale <= 100) {
        return scale;
      }
    } catch (NumberFormatException e) {
      // The same as one that is too small.
    }
    throw new IllegalArgumentException("--scale is a number from 0.01 to 100, not " + value);
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file)).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("tpch").add("scale", scale);
    figures.add("settings", TpchDatabase.SETTINGS.toString());
    try (DurableDatabase server = DurableDatabase.start();
        TpchDatabase tpch = TpchDatabase.load(server.administration(), scale)) {
      figures
          .add("loadSeconds", seconds(tpch.copied()))
          .add("vacuumAnalyzeSeconds", seconds(tpch.analysed()))
          .add("tableBytes", tpch.bytes());
      Figures.progress("loaded in %.0f s", seconds(tpch.copied().plus(tpch.analysed())));
      if (budget > 0 && clock) {
        TpchByClock.measure(tpch, budget, TIMEOUT, figures);
        return figures;
      }
      List<String> indexed =
          budget == 0 ? create : TpchAdvice.of(tpch, budget, 0, figures).create();
      long began = System.nanoTime();
      Costs twin = TwinTrial.of(tpch, indexed);
      figures.add("twinMillis", (System.nanoTime() - began) / 1e6);
      costs(figures, "twin", twin);
      if (clock) {
        built(figures, tpch, indexed, twin);
      } else {
        figures.table("queries", queries(twin)).table("indexes", indexes(twin));
      }
    }
    return figures;
  }

  private static void costs(Figures figures, String name, Costs costs) {
    figures
        .add(name + "CostBefore", costs.totalBefore())
        .add(name + "CostAfter", costs.totalAfter())
        .add(name + "CostPart", costs.part())
        .add(name + "IndexBytes", costs.totalBytes());
  }

  private void built(Figures figures, TpchDatabase tpch, List<String> indexed, Costs twin)
      throws Exception {
    try (BuiltTrial trial = BuiltTrial.of(tpch, indexed)) {
      Costs real = trial.costs();
      Map<String, Clocked> clocked = trial.clock(TIMEOUT, line -> Figures.progress("%s", line));
      costs(figures, "real", real);
      clock(figures, clocked);
      figures.add("ratioOfSamePlans", noise(real, clocked));
      List<Map<String, Object>> queries = queries(twin);
      for (Map<String, Object> row : queries) {
        String query = String.valueOf(row.get("query"));
        Clocked both = clocked.get(query);
        row.put("real cost", real.before().get(query));
        row.put("real, indexed", real.after().get(query));
        row.put("twin / real", twin.after().get(query) / real.after().get(query));
        row.put("rows", both.rows());
        row.put("ms", both.before());
        row.put("ms, indexed", both.after());
        row.put("ratio of ms", both.ratio());
      }
      List<Map<String, Object>> indexes = indexes(twin);
      for (Map<String, Object> row : indexes) {
        String index = String.valueOf(row.get("index"));
        row.put("real bytes", real.bytes().get(index));
        row.put("twin / real", (double) twin.bytes().get(index) / real.bytes().get(index));
        row.put("seconds to build", seconds(trial.built().get(index)));
      }
      figures.table("queries", queries).table("indexes", indexes);
    }
  }

  /** Only what ended on both sides can be added up. */
  private static void clock(Figures figures, Map<String, Clocked> clocked) {
    double before = 0;
    double after = 0;
    List<String> slower = new ArrayList<>();
    List<String> endless = new ArrayList<>();
    for (Map.Entry<String, Clocked> query : clocked.entrySet()) {
      Clocked both = query.getValue();
      if (both.ended()) {
        before += both.before().millis();
        after += both.after().millis();
      } else {
        endless.add(query.getKey() + " " + both.before() + " to " + both.after());
      }
      if (both.ratio() > SLOWER) {
        slower.add(query.getKey());
      }
    }
    figures
        .add("millisBefore", before)
        .add("millisAfter", after)
        .add("millisPart", after / before)
        .add("slowerThan1.2", slower)
        .add("notInTheSum", endless);
  }

  /** Queries that no index changes differ only by what else the machine did. */
  private static String noise(Costs real, Map<String, Clocked> clocked) {
    DoubleSummaryStatistics ratios =
        clocked.entrySet().stream()
            .filter(query -> real.unchanged(query.getKey()))
            .filter(query -> query.getValue().ended())
            .mapToDouble(query -> query.getValue().ratio())
            .summaryStatistics();
    return String.format(Locale.ROOT, "%.2f to %.2f", ratios.getMin(), ratios.getMax());
  }

  private static List<Map<String, Object>> queries(Costs twin) {
    List<Map<String, Object>> rows = new ArrayList<>();
    twin.before()
        .forEach(
            (query, cost) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              double after = twin.after().get(query);
              row.put("query", query);
              row.put("twin cost", cost);
              row.put("twin, indexed", after);
              row.put("part", after / cost);
              rows.add(row);
            });
    return rows;
  }

  private static List<Map<String, Object>> indexes(Costs twin) {
    List<Map<String, Object>> rows = new ArrayList<>();
    twin.bytes()
        .forEach(
            (index, bytes) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("index", index);
              row.put("twin bytes", bytes);
              rows.add(row);
            });
    return rows;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
