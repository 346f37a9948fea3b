package io.athanor.http;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the HTTP server listens.
 *
 * @param host address to bind
 * @param port port to bind; 0 takes any free one
 * @param bodyLimit largest request body in bytes
 * @param contentLimit largest content in bytes, which is stored as it arrives
 * @param requestTimeout longest time that a request may take before it is answered with 503
 * @param maxConnections connections open at one time; further ones are closed at once
 * @param idleTimeout time without traffic after which a connection is closed
 */
public record HttpConfig(
    String host,
    int port,
    long bodyLimit,
    long contentLimit,
    Duration requestTimeout,
    int maxConnections,
    Duration idleTimeout) {

  private static final long KILOBYTE = 1024;
  private static final long LARGEST_BODY = 256 * KILOBYTE * KILOBYTE;

  /**
   * Throws IllegalArgumentException with one line {@code field: fault} for each value out of range.
   */
  public HttpConfig {
    String faults =
        Stream.of(
                host.isBlank() ? "host: must name an address, such as 127.0.0.1" : "",
                port < 0 || port > 65_535 ? "port: must be between 0 and 65535" : "",
                bodyLimit < KILOBYTE || bodyLimit > LARGEST_BODY
                    ? "bodyLimit: must be between 1KB and 256MB"
                    : "",
                contentLimit < KILOBYTE || contentLimit > LARGEST_BODY
                    ? "contentLimit: must be between 1KB and 256MB"
                    : "",
                requestTimeout.toMillis() < 1 ? "requestTimeout: must be at least 1ms" : "",
                maxConnections < 1 ? "maxConnections: must be at least 1" : "",
                idleTimeout.toSeconds() < 1 ? "idleTimeout: must be at least 1s" : "")
            .filter(not(String::isEmpty))
            .collect(Collectors.joining("\n"));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults);
    }
  }

  /** The same with the connections of one of several verticles that share them. */
  public HttpConfig sharedBy(int verticles) {
    int share = (maxConnections + verticles - 1) / verticles;
    return new HttpConfig(host, port, bodyLimit, contentLimit, requestTimeout, share, idleTimeout);
  }
}
