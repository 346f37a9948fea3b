package io.athanor.persistence;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which database this node uses, and how.
 *
 * @param url {@code postgresql://user:password@host:port/database}; empty for the embedded server
 * @param embedded settings of the embedded server
 * @param pool the connection pool
 * @param statementTimeout longest time that one statement may run on the server
 * @param slowQueryThreshold statements that take longer are named in the log
 * @param plansPerMinute how many plans of its own statements a node takes; 0 for none
 * @param conversationRetention age after which conversations are deleted; 0s keeps them for ever
 * @param contentGrace how long a content stays that nothing names; 0s for ever
 */
public record DatabaseConfig(
    String url,
    Embedded embedded,
    Pool pool,
    Duration statementTimeout,
    Duration slowQueryThreshold,
    int plansPerMinute,
    Duration conversationRetention,
    Duration contentGrace) {

  private static final Pattern URL = Pattern.compile("postgres(ql)?://[^\\s/]+/[^\\s/]+");

  /** Connections that the embedded server keeps for migrations, EXPLAIN, health and superusers. */
  private static final int OTHER_CONNECTIONS = 8;

  /** A typing error in a unit must not delete what was said today. */
  private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

  /** A content is uploaded before the submission that names it. */
  private static final Duration SHORTEST_GRACE = Duration.ofHours(1);

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public DatabaseConfig {
    url = url.strip();
    int free = embedded.maxConnections() - OTHER_CONNECTIONS;
    throwIfAny(
        Stream.of(
            faultOf(url),
            url.isEmpty() && pool.size() > free
                ? "pool.size: must leave 8 of embedded.maxConnections free, so at most " + free
                : "",
            statementTimeout.toMillis() < 1 ? "statementTimeout: must be at least 1ms" : "",
            slowQueryThreshold.isNegative() ? "slowQueryThreshold: must not be negative" : "",
            plansPerMinute < 0 || plansPerMinute > 600
                ? "plansPerMinute: must be between 0 and 600"
                : "",
            conversationRetention.isZero()
                    || conversationRetention.compareTo(SHORTEST_RETENTION) >= 0
                ? ""
                : "conversationRetention: must be at least 1d, or 0s to keep them for ever",
            contentGrace.isZero() || contentGrace.compareTo(SHORTEST_GRACE) >= 0
                ? ""
                : "contentGrace: must be at least 1h, or 0s to keep contents for ever"));
  }

  private static String faultOf(String url) {
    if (url.isEmpty()) {
      return "";
    }
    if (!URL.matcher(url).matches()) {
      return "url: must look like postgresql://user:password@host:port/database, or be empty";
    }
    try {
      DatabaseUrl.parse(url);
      return "";
    } catch (IllegalArgumentException e) {
      return "url: " + e.getMessage();
    }
  }

  /** The same with the pool of one of several verticles that share its connections. */
  public DatabaseConfig sharedBy(int verticles) {
    int size = Math.max(1, pool.size() / verticles);
    Pool share =
        new Pool(
            size,
            pool.maxWaitQueue(),
            pool.connectionTimeout(),
            pool.idleTimeout(),
            pool.maxLifetime());
    return new DatabaseConfig(
        url,
        embedded,
        share,
        statementTimeout,
        slowQueryThreshold,
        plansPerMinute == 0 ? 0 : Math.max(1, plansPerMinute / verticles),
        conversationRetention,
        contentGrace);
  }

  /** Whether this node starts a database server of its own. */
  public boolean usesEmbedded() {
    return url.isEmpty();
  }

  /** Leaves the address out, because it may hold a password. */
  @Override
  public String toString() {
    return "DatabaseConfig[%s, pool=%s]".formatted(usesEmbedded() ? embedded : "external", pool);
  }

  /**
   * The embedded server.
   *
   * @param port port on the loopback address; 0 takes any free one
   * @param sharedBuffers bytes of shared buffers
   * @param maxConnections connections that the server accepts
   */
  public record Embedded(int port, long sharedBuffers, int maxConnections) {

    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Embedded {
      throwIfAny(
          Stream.of(
              port < 0 || port > 65_535 ? "port: must be between 0 and 65535" : "",
              sharedBuffers < 1024 * 1024 ? "sharedBuffers: must be at least 1MB" : "",
              maxConnections <= OTHER_CONNECTIONS || maxConnections > 10_000
                  ? "maxConnections: must be between 9 and 10000"
                  : ""));
    }
  }

  /**
   * The connection pool.
   *
   * @param size connections at most
   * @param maxWaitQueue requests that may wait for a connection before further ones are refused
   * @param connectionTimeout longest wait for a connection
   * @param idleTimeout idle time after which a connection is closed; 0s for never
   * @param maxLifetime age after which a connection is replaced; 0s for never
   */
  public record Pool(
      int size,
      int maxWaitQueue,
      Duration connectionTimeout,
      Duration idleTimeout,
      Duration maxLifetime) {

    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Pool {
      throwIfAny(
          Stream.of(
              size < 1 || size > 1_000 ? "size: must be between 1 and 1000" : "",
              maxWaitQueue < 0 ? "maxWaitQueue: must not be negative" : "",
              connectionTimeout.toMillis() < 1 ? "connectionTimeout: must be at least 1ms" : "",
              idleTimeout.isNegative() ? "idleTimeout: must not be negative" : "",
              maxLifetime.isNegative() ? "maxLifetime: must not be negative" : ""));
    }
  }

  private static void throwIfAny(Stream<String> faults) {
    String found = faults.filter(not(String::isEmpty)).collect(Collectors.joining("\n"));
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(found);
    }
  }
}
