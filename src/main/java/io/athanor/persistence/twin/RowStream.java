package io.athanor.persistence.twin;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Carries the rows of a table from one database to another as the server gives them. */
final class RowStream {

  private static final int CHUNK = 1 << 16;

  private final Connection from;
  private final Connection to;
  private final CopyFill.Check check;

  RowStream(Connection from, Connection to, CopyFill.Check check) {
    this.from = from;
    this.to = to;
    this.check = check;
  }

  /**
   * Carries a table.
   *
   * @param part of its pages, above 0 to 1
   */
  void carry(CopySource.Source table, double part) throws SQLException {
    if (table.columns() == null) {
      return;
    }
    // The same sample each time, as long as nobody writes.
    String sample =
        part < 1 ? " TABLESAMPLE SYSTEM (" + 100 * part + ") REPEATABLE (20261130)" : "";
    CopyOut out =
        from.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT "
                    + table.columns()
                    + " FROM "
                    + table.name()
                    + sample
                    + ") TO STDOUT");
    CopyIn in =
        to.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table.name() + " (" + table.columns() + ") FROM STDIN");
    try {
      pump(out, in);
      in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
  }

  private void pump(CopyOut out, CopyIn in) throws SQLException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      chunk.writeBytes(row);
      if (chunk.size() >= CHUNK) {
        write(chunk, in);
      }
    }
    write(chunk, in);
  }

  private void write(ByteArrayOutputStream chunk, CopyIn in) throws SQLException {
    check.go();
    in.writeToCopy(chunk.toByteArray(), 0, chunk.size());
    chunk.reset();
  }
}
