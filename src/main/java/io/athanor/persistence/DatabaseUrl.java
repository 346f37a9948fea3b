package io.athanor.persistence;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code ATHANOR_DATABASE_URL}: {@code
 * postgresql://user:password@host:port/database?sslmode=require}, the same with {@code postgres:}
 * or {@code jdbc:postgresql:}, and {@code user} and {@code password} as parameters. The form is
 * that of libpq (PostgreSQL manual, 32.1.1.2), with one host and over TCP only. No message repeats
 * the URL, because it holds a password.
 */
public final class DatabaseUrl {

  private static final List<String> SCHEMES =
      List.of("jdbc:postgresql://", "postgresql://", "postgres://");
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private DatabaseUrl() {}

  /**
   * Takes a URL apart.
   *
   * @param url the text
   * @return the target; port 5432, host {@code localhost} and a database named like the user where
   *     the URL has none
   * @throws IllegalArgumentException when it is no such URL; the message says which part, and never
   *     has the password
   */
  public static JdbcTarget parse(String url) {
    String text = url.strip();
    String scheme =
        SCHEMES.stream()
            .filter(text::startsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("the database URL must begin with postgresql://"));
    String rest = text.substring(scheme.length());
    int question = rest.indexOf('?');
    Map<String, String> parameters = parameters(question < 0 ? "" : rest.substring(question + 1));
    String place = question < 0 ? rest : rest.substring(0, question);
    int slash = place.indexOf('/');
    String authority = slash < 0 ? place : place.substring(0, slash);
    String path = slash < 0 ? "" : decode("database", place.substring(slash + 1));
    int at = authority.lastIndexOf('@');
    String[] login = (at < 0 ? "" : authority.substring(0, at)).split(":", 2);
    String user = parameters.getOrDefault("user", decode("user", login[0]));
    String password =
        parameters.getOrDefault("password", login.length > 1 ? decode("password", login[1]) : "");
    if (user.isEmpty()) {
      throw new IllegalArgumentException(
          "the database URL names no user: postgresql://USER:password@host/database");
    }
    parameters.remove("user");
    parameters.remove("password");
    String address = authority.substring(at + 1);
    String database = path.isEmpty() ? user : path;
    return new JdbcTarget(host(address), port(address), database, user, password, parameters);
  }

  private static String host(String address) {
    if (address.contains(",")) {
      throw new IllegalArgumentException("the database URL names several hosts; name one");
    }
    if (address.startsWith("[")) {
      int end = address.indexOf(']');
      if (end < 0) {
        throw new IllegalArgumentException("the host in the database URL has [ but no ]");
      }
      return address.substring(1, end);
    }
    int colon = address.indexOf(':');
    String host = decode("host", colon < 0 ? address : address.substring(0, colon));
    if (host.startsWith("/")) {
      throw new IllegalArgumentException("the database URL names a socket; only TCP is supported");
    }
    if (host.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("the host in the database URL holds a blank");
    }
    return host.isEmpty() ? "localhost" : host;
  }

  private static int port(String address) {
    int colon = address.indexOf(':', Math.max(0, address.indexOf(']')));
    String digits = colon < 0 ? "" : address.substring(colon + 1);
    if (digits.isEmpty()) {
      return 5432;
    }
    // The text itself may be the tail of a password that should have been encoded, so it is not
    // repeated.
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "the port in the database URL is no number from 1 to 65535. Write / @ : ? and % in a password as %2F %40 %3A %3F and %25");
    }
    return port;
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode("parameter", equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode("parameter", pair.substring(equals + 1));
      check(name, value);
      parameters.put(name, value);
    }
    return parameters;
  }

  private static void check(String name, String value) {
    if (!JdbcTarget.understands(name) && !name.equals("user") && !name.equals("password")) {
      throw new IllegalArgumentException(
          "unknown parameter in the database URL; known are sslmode, sslrootcert, sslcert, sslkey, application_name, connect_timeout, user, password");
    }
    if (name.equals("sslmode") && !SSL_MODES.contains(value)) {
      throw new IllegalArgumentException("sslmode in the database URL must be one of " + SSL_MODES);
    }
    if (name.equals("connect_timeout") && !value.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          "connect_timeout in the database URL must be a number of seconds");
    }
  }

  /** Percent-encodes for a path. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Percent-decodes; unlike in a form, a plus sign is a plus sign. */
  private static String decode(String part, String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        decoded.put(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "the " + part + " in the database URL has % without two hexadecimal digits");
      }
      decoded.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the " + part + " in the database URL is not UTF-8", e);
    }
  }
}
