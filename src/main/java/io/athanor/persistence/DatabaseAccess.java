package io.athanor.persistence;

import java.util.Optional;

/**
 * How a node reaches its database.
 *
 * @param node as the role that it works as
 * @param reader as a role that may only read, where the server has one
 */
public record DatabaseAccess(JdbcTarget node, Optional<JdbcTarget> reader) {

  /** A database without a role that may only read. */
  public static DatabaseAccess of(JdbcTarget node) {
    return new DatabaseAccess(node, Optional.empty());
  }
}
