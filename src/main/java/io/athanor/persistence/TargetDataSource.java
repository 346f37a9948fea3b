package io.athanor.persistence;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections to a target for libraries that ask for a data source. Pools nothing. */
final class TargetDataSource implements DataSource {

  private final JdbcTarget target;

  TargetDataSource(JdbcTarget target) {
    this.target = target;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return target.connect();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return new JdbcTarget(
            target.host(), target.port(), target.database(), user, password, target.parameters())
        .connect();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
