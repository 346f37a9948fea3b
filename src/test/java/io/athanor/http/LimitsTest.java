package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final int LIMIT = 64 * 1024;
  private static final String HEAD =
      "POST /api/v1/contents HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
          + HttpNode.KEY
          + "\r\nContent-Type: application/octet-stream\r\n";

  private HttpNode node;

  @AfterEach
  void stop() {
    node.close();
  }

  private void start(int idleSeconds, int connections) throws Exception {
    node = HttpNode.start(HttpNode.config(LIMIT, Duration.ofSeconds(idleSeconds), connections));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(15_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void tooLargeBodyIsAnswered() throws Exception {
    start(30, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Content-Length: " + (LIMIT + 1) + "\r\n\r\n" + "x".repeat(LIMIT + 1));
      assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("body-too-large");
    }
  }

  /** The answer is there at once, but the client goes on writing before it looks. */
  @Test
  void aClientThatIsStillWritingGetsItsAnswer() throws Exception {
    start(30, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Content-Length: 1000000\r\n\r\n");
      AtomicInteger sent = new AtomicInteger();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                write(socket, "x".repeat(10_000));
                return sent.incrementAndGet() == 10;
              });
      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void tooLargeChunkedBodyIsAnsweredAndNotKept() throws Exception {
    start(30, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
      for (int i = 0; i < 50; i++) {
        write(socket, chunk);
      }
      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aClientThatAsksFirstSendsNoBody() throws Exception {
    start(30, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
    try (Socket socket = connect()) {
      write(socket, HEAD + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  @Test
  void tooLargeHeadersAndLinesAreProblems() throws Exception {
    start(30, 10);
    String large = "X-Large: " + "x".repeat(20_000) + "\r\n\r\n";
    assertThat(node.raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + large))
        .startsWith("HTTP/1.1 431")
        .contains("application/problem+json")
        .contains("\"correlationId\"");
    assertThat(node.raw("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .contains(" 414 ");
    assertThat(node.raw("\u0001\u0002 / nonsense\r\n\r\n")).contains(" 400 ");
  }

  @Test
  void headersThatTrickleAreCutOff() throws Exception {
    start(1, 10);
    try (Socket socket = connect()) {
      write(socket, "GET / HTTP/1.1\r\n");
      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(8))
          .until(() -> !stillOpen(socket));
    }
  }

  /** Sends one more byte of a header that never ends. */
  private static boolean stillOpen(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write('x');
      out.flush();
      return socket.getInputStream().available() == 0;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void aBodyThatTricklesIsAnswered() throws Exception {
    start(1, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Content-Length: 1000\r\n\r\n");
      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(8))
          .until(() -> !stillOpen(socket));
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
    }
  }

  @Test
  void aBodyThatBreaksOffHarmsNobody() throws Exception {
    start(30, 10);
    try (Socket socket = connect()) {
      write(socket, HEAD + "Content-Length: 1000\r\n\r\nabc");
    }
    assertThat(node.withoutKey("/health/live").status()).isEqualTo(200);
    node.stop();
  }

  @Test
  void furtherConnectionsAreClosed() throws Exception {
    start(30, 2);
    try (Socket first = connect();
        Socket second = connect()) {
      write(first, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(first.getInputStream().read()).isEqualTo('H');
      write(second, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(second.getInputStream().read()).isEqualTo('H');
      try (Socket third = connect()) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
    }
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try (Socket again = connect()) {
                write(again, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                return again.getInputStream().read() == 'H';
              } catch (IOException refused) {
                return false;
              }
            });
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    start(30, 10);
    String one = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Correlation-ID: ";
    String answers =
        node.raw(one + "a\r\n\r\n" + one + "b\r\n\r\n" + one + "c\r\nConnection: close\r\n\r\n");
    assertThat(answers.toLowerCase(java.util.Locale.ROOT))
        .containsSubsequence("x-correlation-id: a", "x-correlation-id: b", "x-correlation-id: c");
  }
}
