package io.athanor.persistence;

import io.athanor.persistence.twin.TwinSite;
import java.util.Optional;

/**
 * How a node reaches its database.
 *
 * @param node as the role that it works as
 * @param reader as a role that may only read, where the server has one
 * @param site the server itself, where its files are ours
 */
public record DatabaseAccess(
    JdbcTarget node, Optional<JdbcTarget> reader, Optional<TwinSite> site) {

  /** Who may make other databases on the server, if anybody who is known here may. */
  JdbcTarget administration() {
    return site.map(TwinSite::administration).orElse(node);
  }

  /** A database without a role that may only read, on a server whose files are not ours. */
  public static DatabaseAccess of(JdbcTarget node) {
    return new DatabaseAccess(node, Optional.empty(), Optional.empty());
  }
}
