package io.athanor.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One call of the command line with what it printed. */
record Invocation(int code, String out, String err) {

  /** Calls it against this server, with an empty home and the given key. */
  static Invocation of(FakeServer server, String... arguments) {
    return of(
        Map.of("ATHANOR_URL", server.url(), "ATHANOR_API_KEY", "key-of-a-test"), false, arguments);
  }

  static Invocation of(Map<String, String> environment, boolean watched, String... arguments) {
    StatementGate none =
        order -> {
          throw new StatementGate.Unusable("no gate in this test", false, null);
        };
    return of(none, environment, watched, arguments);
  }

  static Invocation of(
      StatementGate gate, Map<String, String> environment, boolean watched, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> all =
        new LinkedHashMap<>(Map.of("ATHANOR_HOME", "/nonexistent/athanor-test"));
    all.putAll(environment);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream("print('from stdin')".getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all,
            watched,
            watched);
    int code = CommandLineFactory.create(terminal, gate).execute(arguments);
    return new Invocation(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
