package io.athanor.operations;

import static java.util.function.Predicate.not;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an address of an integration must be. No word of it appears in a fault. */
final class TargetUrl {

  private static final int LARGEST_PORT = 65_535;

  /** Where clouds serve the credentials of a machine, beside the link-local addresses. */
  private static final Set<String> METADATA =
      Set.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254", "192.0.0.192");

  private static final Pattern WITHIN =
      Pattern.compile(
          "(?:0{20}ffff|0{24}|0064ff9b0{16})([0-9a-f]{8})|2002([0-9a-f]{8})[0-9a-f]{20}");

  private TargetUrl() {}

  /** The fault of an address, or nothing; the empty one has none. */
  static String fault(String field, String url, List<String> schemes) {
    if (url.isEmpty()) {
      return "";
    }
    URI uri = parsed(url);
    if (uri == null || uri.getScheme() == null || uri.getHost() == null) {
      return "%s: must look like %s://host:port/path".formatted(field, schemes.get(0));
    }
    if (!schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      return "%s: must begin with %s://".formatted(field, String.join(":// or ", schemes));
    }
    if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
      return field + ": must have a port between 1 and 65535, or none";
    }
    if (uri.getRawUserInfo() != null && schemes.contains("http")) {
      return field + ": must not hold a password; there is a setting for the secret";
    }
    return uri.getRawFragment() == null ? "" : field + ": must have no # part";
  }

  static String missing(boolean enabled, String field, String value) {
    return enabled && value.isBlank() ? field + ": is needed while this is enabled" : "";
  }

  static String word(String field, String value) {
    return value.matches("[!-~]{0,4096}") ? "" : field + ": must be one word of visible ASCII";
  }

  /** The fault of an address that is link-local as it is written; names are looked at later. */
  static String linkLocal(String field, String url) {
    URI uri = parsed(url);
    String host = uri == null || uri.getHost() == null ? "" : uri.getHost();
    boolean literal = host.matches("[0-9.]+") || host.startsWith("[");
    try {
      boolean bad = literal && forbidden(InetAddress.getByName(host));
      return bad || host.equalsIgnoreCase("metadata.google.internal")
          ? field + ": is an address of the machine's own network; see allowLinkLocal"
          : "";
    } catch (UnknownHostException e) {
      return "";
    }
  }

  /** Whether credentials of a machine may be served there. */
  static boolean forbidden(InetAddress address) {
    return isOwn(address) || inner(address).map(TargetUrl::isOwn).orElse(false);
  }

  /** The IPv4 address within one of IPv6 that leads to it: mapped, compatible, NAT64 or 6to4. */
  private static Optional<InetAddress> inner(InetAddress address) {
    String hex = HexFormat.of().formatHex(address.getAddress());
    Matcher within = WITHIN.matcher(hex);
    if (!within.matches()) {
      return Optional.empty();
    }
    String bytes = within.group(1) == null ? within.group(2) : within.group(1);
    try {
      return Optional.of(InetAddress.getByAddress(HexFormat.of().parseHex(bytes)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean isOwn(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || METADATA.contains(address.getHostAddress());
  }

  private static URI parsed(String url) {
    try {
      return url.isEmpty() ? null : URI.create(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static void throwIfAny(Stream<String> faults) {
    String found = faults.filter(not(String::isEmpty)).distinct().collect(Collectors.joining("\n"));
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(found);
    }
  }
}
