package io.athanor.persistence.twin;

import java.sql.SQLException;

/** Where an index is wanted, the name of something else was given. */
public final class NotAnIndexException extends SQLException {

  private static final long serialVersionUID = 1L;
  private static final String WRONG_OBJECT_TYPE = "42809";

  private NotAnIndexException(String name) {
    super(
        name + " is a table or something else, and no index; name one of its indexes",
        WRONG_OBJECT_TYPE);
  }

  /**
   * Sees that it is one.
   *
   * @param kind of the relation, as the catalogue has it
   */
  public static void check(String name, String kind) throws NotAnIndexException {
    if (!"i".equals(kind) && !"I".equals(kind)) {
      throw new NotAnIndexException(name);
    }
  }
}
