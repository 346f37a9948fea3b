package io.athanor.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a database is and who connects to it. Its text form hides the password.
 *
 * @param host name or address
 * @param port TCP port
 * @param database name of the database
 * @param user who connects
 * @param password their password; empty for none
 * @param parameters what else the connection needs, under the names of a PostgreSQL URL: {@code
 *     sslmode}, {@code sslrootcert}, {@code sslcert}, {@code sslkey}, {@code application_name},
 *     {@code connect_timeout} in seconds
 */
public record JdbcTarget(
    String host,
    int port,
    String database,
    String user,
    String password,
    Map<String, String> parameters) {

  private static final Map<String, PGProperty> PROPERTIES =
      Map.of(
          "sslmode", PGProperty.SSL_MODE,
          "sslrootcert", PGProperty.SSL_ROOT_CERT,
          "sslcert", PGProperty.SSL_CERT,
          "sslkey", PGProperty.SSL_KEY,
          "application_name", PGProperty.APPLICATION_NAME,
          "connect_timeout", PGProperty.CONNECT_TIMEOUT);

  /** Rejects missing parts. */
  public JdbcTarget {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    parameters = Map.copyOf(parameters);
  }

  /** Another database on the same server. */
  public JdbcTarget withDatabase(String name) {
    return new JdbcTarget(host, port, name, user, password, parameters);
  }

  /** The JDBC URL, without user and password. */
  public String url() {
    String address = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + address + ":" + port + "/" + DatabaseUrl.encode(database);
  }

  /** User, password and parameters under the driver's names. */
  public Properties properties() {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user);
    if (!password.isEmpty()) {
      PGProperty.PASSWORD.set(properties, password);
    }
    PGProperty.APPLICATION_NAME.set(properties, "athanor");
    PGProperty.CONNECT_TIMEOUT.set(properties, 10);
    parameters.forEach((name, value) -> PROPERTIES.get(name).set(properties, value));
    return properties;
  }

  /**
   * Opens a connection. Blocks.
   *
   * @return a connection that the caller closes
   * @throws SQLException when the server cannot be reached or refuses
   */
  public Connection connect() throws SQLException {
    return new Driver().connect(url(), properties());
  }

  /**
   * The same in the simple protocol, which takes several statements at once, and parameters in what
   * is explained that have no value. Blocks.
   */
  public Connection connectSimply() throws SQLException {
    Properties properties = properties();
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return new Driver().connect(url(), properties);
  }

  /** Whether a parameter of this name is understood. */
  static boolean understands(String parameter) {
    return PROPERTIES.containsKey(parameter);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "JdbcTarget["
        + user
        + ":***@"
        + host
        + ":"
        + port
        + "/"
        + database
        + " "
        + parameters
        + "]";
  }
}
