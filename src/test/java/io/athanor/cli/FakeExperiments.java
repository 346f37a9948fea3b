package io.athanor.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Answers of the experiments API for tests, one experiment with a fixed id. */
final class FakeExperiments {
  static final String ID = "0198c0de-0000-7000-8000-00000abc1234";
  static final String PATH = "/api/v1/experiments/" + ID;

  static final String COMPLETED =
      """
      {"id":"%s","name":"fit.py","runtime":"python","state":"COMPLETED","verdict":"SUCCEEDED",
       "parameters":{"n":10,"word":"two words"},"tags":{"study":"a"},"priority":0,"pool":"default",
       "submittedAt":"2026-01-01T00:00:00Z","startedAt":"2026-01-01T00:00:01Z","finishedAt":"2026-01-01T00:00:03.500Z",
       "result":{"answer":42},
       "metrics":[{"name":"loss","value":0.5,"step":1},{"name":"loss","value":0.25,"step":2}],
       "attempts":[{"number":1,"node":"a","verdict":"SUCCEEDED","exitCode":0,"wallMillis":2500,"cpuMillis":2000,
                    "peakMemory":10485760,"start":"cold","startMillis":55}],
       "artifacts":[{"name":"plot.svg","size":2048,"contentType":"image/svg+xml"}]}
      """
          .formatted(ID);

  static final String FAILED =
      """
      {"id":"%s","name":"fit.py","runtime":"python","state":"FAILED","verdict":"MEMORY_LIMIT",
       "reason":"memory limit 256 MB reached after 1.8 s","parameters":{},
       "attempts":[{"number":1,"verdict":"MEMORY_LIMIT","signal":9,
                    "error":{"type":"ValueError","message":"bad \\u001b[31mred","file":"fit.py","line":7,"trace":"Traceback\\n  line 7"}}]}
      """
          .formatted(ID);

  private FakeExperiments() {}

  /** A server that accepts a submission and knows how it ended. */
  static FakeServer accepting(String experiment) {
    return new FakeServer()
        .json(
            "POST /api/v1/experiments",
            202,
            "{'id':'" + ID + "','state':'QUEUED','fingerprint':'f'}")
        .on(
            "GET " + PATH,
            (exchange, request) ->
                FakeServer.answer(exchange, 200, "application/json", experiment));
  }

  static String output(String event, String stream, long offset, String text) {
    String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return "id: "
        + event
        + "\nevent: output\ndata: {\"stream\":\""
        + stream
        + "\",\"offset\":"
        + offset
        + ",\"data\":\""
        + data
        + "\"}\n\n";
  }

  static String end(String state) {
    return "event: end\ndata: {\"state\":\"" + state + "\"}\n\n";
  }

  /** Sends these events and closes the connection. */
  static void events(HttpExchange exchange, String... events) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (String event : events) {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }
}
