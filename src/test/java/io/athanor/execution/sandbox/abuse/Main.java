package io.athanor.execution.sandbox.abuse;

import io.athanor.execution.sandbox.SandboxUnavailableException;
import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.Tiers;
import io.athanor.execution.sandbox.abuse.Laboratory.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code ./athanor abuse [--tier TIER] [--case N] [--quick] [--json]}: runs hostile programs and
 * prints what became of them.
 */
public final class Main {
  private static final int USAGE = 2;
  private static final int NOT_AS_EXPECTED = 1;

  /** What was asked for. */
  private record Order(Set<Tier> tiers, Set<Integer> cases, boolean quick, boolean json) {
    List<AbuseCase> chosen() {
      return AbuseSuite.all().stream()
          .filter(one -> cases.isEmpty() || cases.contains(one.number()))
          .filter(one -> !quick || one.quick())
          .toList();
    }
  }

  private Main() {}

  /** Exit code 1 when something was not as expected, 2 when the arguments make no sense. */
  public static void main(String[] arguments) throws Exception {
    Order order;
    try {
      order = order(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("Usage: athanor abuse [--tier TIER]... [--case N]... [--quick] [--json]");
      System.err.println("TIER is one of " + Tiers.all() + ", N is 1 to 54. " + e.getMessage());
      System.exit(USAGE);
      return;
    }
    List<Row> rows = new ArrayList<>();
    boolean reached = false;
    for (Tier tier : Tiers.all()) {
      if (order.tiers().isEmpty() || order.tiers().contains(tier)) {
        reached |= run(tier, order, rows);
      }
    }
    if (order.json()) {
      System.out.println(AbuseTable.json(rows));
    }
    boolean ok = reached && rows.stream().allMatch(Row::ok);
    System.err.printf("%d of %d as expected%n", rows.stream().filter(Row::ok).count(), rows.size());
    System.exit(ok ? 0 : NOT_AS_EXPECTED);
  }

  private static Order order(String[] arguments) {
    Set<Tier> tiers = new TreeSet<>();
    Set<Integer> cases = new TreeSet<>();
    boolean quick = false;
    boolean json = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--json" -> json = true;
        case "--tier" -> tiers.add(Tier.valueOf(value(arguments, ++i).toUpperCase(Locale.ROOT)));
        case "--case" ->
            Arrays.stream(value(arguments, ++i).split(",", -1))
                .map(Integer::valueOf)
                .forEach(cases::add);
        default -> throw new IllegalArgumentException("What is " + arguments[i] + "?");
      }
    }
    Order order = new Order(tiers, cases, quick, json);
    if (order.chosen().isEmpty() || !Tiers.all().containsAll(tiers)) {
      throw new IllegalArgumentException("There is nothing of this kind.");
    }
    return order;
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException("A value is missing at the end.");
    }
    return arguments[index];
  }

  /** Whether this machine reaches the tier. */
  private static boolean run(Tier tier, Order order, List<Row> rows) throws Exception {
    long begun = System.nanoTime();
    try (Laboratory laboratory = Laboratory.open(tier)) {
      if (!order.json()) {
        System.out.printf("%nTier %s%n%n%s%n", tier, AbuseTable.heading());
      }
      for (AbuseCase one : order.chosen()) {
        Row row = laboratory.run(one);
        rows.add(row);
        if (!order.json()) {
          System.out.println(AbuseTable.line(row));
        }
      }
    } catch (SandboxUnavailableException e) {
      System.err.println("not run at " + tier + ": " + e.getMessage());
      return false;
    }
    System.err.printf("%s took %d s%n", tier, (System.nanoTime() - begun) / 1_000_000_000);
    return true;
  }
}
