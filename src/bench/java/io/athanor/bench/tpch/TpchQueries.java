package io.athanor.bench.tpch;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The queries that published comparisons of index advisors use, with the parameters by which the
 * specification validates answers. Those leave out 2, 17 and 20, whose cost without indexes would
 * outweigh all others together.
 */
public final class TpchQueries {

  private static final List<Integer> NUMBERS =
      List.of(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 21, 22);

  private TpchQueries() {}

  /** Their texts by name, Q1 to Q22. */
  public static Map<String, String> at(double scale) {
    Map<String, String> queries = new LinkedHashMap<>();
    String fraction =
        new BigDecimal("0.0001")
            .divide(BigDecimal.valueOf(scale), MathContext.DECIMAL32)
            .toPlainString();
    for (int number : NUMBERS) {
      queries.put("Q" + number, Resources.read(number + ".sql").replace(":fraction", fraction));
    }
    return queries;
  }
}
