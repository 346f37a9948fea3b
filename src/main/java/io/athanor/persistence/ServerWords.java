package io.athanor.persistence;

import java.sql.SQLException;

/** What the server says of a fault, as the end of a sentence. */
public final class ServerWords {

  private ServerWords() {}

  /** The first line of it, without its weight. */
  public static String of(SQLException fault) {
    String said = line(fault);
    return said.endsWith(".") ? said : said + ".";
  }

  /** The same, as it stands within a sentence. */
  static String line(SQLException fault) {
    String first = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    return first.replaceFirst("^[A-Z]+: +", "");
  }
}
