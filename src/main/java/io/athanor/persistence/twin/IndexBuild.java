package io.athanor.persistence.twin;

import java.io.IOException;
import java.sql.SQLException;

/** How an index is made in a scratch database. */
interface IndexBuild {

  /** Makes it. */
  void create(long table, String definition) throws SQLException, IOException;

  /** The pages of one that was made, or of a part of it that has files. */
  long size(long index) throws SQLException, IOException;
}
