package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node keeps its files, seen from outside: {@code node.json} with the address of the node
 * that runs there now, and {@code admin.key}.
 */
record Home(Path directory) {
  private static final URI DEFAULT_ADDRESS = URI.create("http://127.0.0.1:8080");

  /** What the lock of a node says until the node publishes its address. */
  private static final Pattern STARTING = Pattern.compile("^process (\\d{1,18}), starting,");

  /** A node that said where it is. */
  record Node(URI address, long process) {
    boolean alive() {
      return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }
  }

  /** {@code ATHANOR_HOME}, else {@code ~/.athanor}, as root {@code /var/lib/athanor}. */
  static Home of(Map<String, String> environment) {
    String named = environment.getOrDefault("ATHANOR_HOME", "");
    if (!named.isBlank()) {
      return new Home(Path.of(named).toAbsolutePath().normalize());
    }
    return new Home(
        root()
            ? Path.of("/var/lib/athanor")
            : Path.of(System.getProperty("user.home"), ".athanor"));
  }

  private static boolean root() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return System.getProperty("user.name").equals("root");
    }
  }

  /** The node that runs on this home or, after a crash, the last one that did. */
  Optional<Node> node() {
    return read("node.json")
        .flatMap(Json::parse)
        .flatMap(
            node -> {
              JsonNode url = node.path("url");
              return url.isTextual()
                  ? Optional.of(new Node(address(url.textValue()), node.path("pid").asLong(-1)))
                  : Optional.empty();
            });
  }

  /**
   * The server to talk to: the one named by {@code ATHANOR_URL}, else the node of this home, else
   * the default address. The key is that of {@code ATHANOR_API_KEY}; the key file of this home is
   * only ever sent to this machine or to the node of this home.
   */
  Api api(Map<String, String> environment) {
    Optional<URI> node = node().map(Node::address);
    String named = environment.getOrDefault("ATHANOR_URL", "");
    String key = environment.getOrDefault("ATHANOR_API_KEY", "").strip();
    if (named.isBlank() && node.isEmpty() && key.isEmpty()) {
      // Whoever listens at the usual address is not of this home and must not see its key.
      throw new CommandFailure(ExitCode.UNREACHABLE, nobody());
    }
    URI address = named.isBlank() ? node.orElse(DEFAULT_ADDRESS) : address(named.strip());
    if (key.isEmpty() && (isLoopback(address) || node.filter(address::equals).isPresent())) {
      key = read("admin.key").map(String::strip).orElse("");
    }
    if (!key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The API key has characters that no key has; check ATHANOR_API_KEY or admin.key.");
    }
    return new Api(address, Optional.of(key).filter(k -> !k.isEmpty()));
  }

  /** The process of a node that starts on this home and has no address yet. */
  Optional<ProcessHandle> starting() {
    return read("node.lock")
        .map(STARTING::matcher)
        .filter(Matcher::find)
        .flatMap(found -> ProcessHandle.of(Long.parseLong(found.group(1))));
  }

  private String nobody() {
    return starting()
        .map(
            process ->
                "The node on %s is starting (process %d); try again when it is ready."
                    .formatted(directory(), process.pid()))
        .orElseGet(
            () ->
                "No node runs on %s. Start one with: ./athanor serve, or name another by ATHANOR_URL or ATHANOR_HOME."
                    .formatted(directory()));
  }

  static boolean isLoopback(URI address) {
    String host = address.getHost();
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (http
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, wrongAddress(text), e);
    }
    throw new CommandFailure(ExitCode.CONFIGURATION, wrongAddress(text));
  }

  // What stands before an @ may be a password.
  private static String wrongAddress(String text) {
    String shown = SafeText.line(text.substring(text.lastIndexOf('@') + 1));
    return "'"
        + shown
        + "' is not the address of a server; set ATHANOR_URL to something like http://127.0.0.1:8080.";
  }

  private Optional<String> read(String name) {
    Path file = directory.resolve(name);
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      // Somebody else's node: the address may still be given by ATHANOR_URL and the key by
      // ATHANOR_API_KEY.
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "Cannot read " + file + ": " + e.getMessage() + ". Check ATHANOR_HOME.",
          e);
    }
  }
}
