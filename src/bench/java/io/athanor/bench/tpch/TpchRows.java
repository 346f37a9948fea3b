package io.athanor.bench.tpch;

import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The rows that the specification's generator makes, which are the same each time. Only their
 * comments are others: they are cut out of 16 MiB of text in place of 300, which would need more
 * memory than the whole benchmark.
 */
final class TpchRows {

  private static final int TEXT = 16 << 20;
  private static final int PACKET = 64 << 10;

  private TpchRows() {}

  /** By table, small tables first. */
  static Map<String, Iterable<? extends TpchEntity>> of(double scale) {
    Distributions words = Distributions.getDefaultDistributions();
    TextPool text = new TextPool(TEXT, words);
    Map<String, Iterable<? extends TpchEntity>> tables = new LinkedHashMap<>();
    tables.put("region", new RegionGenerator(words, text));
    tables.put("nation", new NationGenerator(words, text));
    tables.put("supplier", new SupplierGenerator(scale, 1, 1, words, text));
    tables.put("customer", new CustomerGenerator(scale, 1, 1, words, text));
    tables.put("part", new PartGenerator(scale, 1, 1, words, text));
    tables.put("partsupp", new PartSupplierGenerator(scale, 1, 1, text));
    tables.put("orders", new OrderGenerator(scale, 1, 1, words, text));
    tables.put("lineitem", new LineItemGenerator(scale, 1, 1, words, text));
    return tables;
  }

  /** Writes them to a table that the transaction has made, as rows that need no vacuum. */
  static void copy(Connection connection, String table, Iterable<? extends TpchEntity> rows)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " FROM STDIN WITH (DELIMITER '|', FREEZE)");
    StringBuilder packet = new StringBuilder(PACKET + 1024);
    for (TpchEntity row : rows) {
      String line = row.toLine();
      // The generator ends its lines with the sign that is between their fields.
      packet.append(line, 0, line.length() - 1).append('\n');
      if (packet.length() >= PACKET) {
        send(copy, packet);
      }
    }
    send(copy, packet);
    copy.endCopy();
  }

  private static void send(CopyIn copy, StringBuilder packet) throws SQLException {
    byte[] bytes = packet.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    packet.setLength(0);
  }
}
