package io.athanor.persistence;

import java.sql.SQLException;

/** What the server says of a fault, as the end of a sentence. */
public final class ServerWords {

  private ServerWords() {}

  /** The first line of it, without its weight. */
  public static String of(SQLException fault) {
    String first = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    String said = first.replaceFirst("^[A-Z]+: +", "");
    return said.endsWith(".") ? said : said + ".";
  }
}
