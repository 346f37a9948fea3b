package io.athanor.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.operations.Outside.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(VertxExtension.class)
class OutsideTest {

  private static final String CANARY = "canary-0123456789";

  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private Vertx vertx;
  private Outside outside;
  private int port;

  @BeforeEach
  void serve(Vertx started) throws Exception {
    vertx = started;
    outside = new Outside(vertx, false, Duration.ofMillis(300));
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  open.add(socket);
                  socket.closeHandler(end -> open.remove(socket));
                  socket.handler(said -> answer(socket, said.toString()));
                });
    port = server.listen(0, "127.0.0.1").await(5, SECONDS).actualPort();
  }

  private static void answer(NetSocket socket, String said) {
    if (said.startsWith("GET /good")) {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    } else if (said.startsWith("GET /broken")) {
      socket.write("HTTP/1.1 200 OK\r\n" + CANARY + "\u0001: \u0000\r\n: " + CANARY + "\r\n\r\n");
    } else if (said.startsWith("GET /torn")) {
      socket.write("HTTP/1.1 " + CANARY + "\r\n\r\n");
    }
  }

  @AfterEach
  void close() throws Exception {
    outside.close().await(5, SECONDS);
  }

  private Future<Answer> get(String path) {
    return outside.get("http://127.0.0.1:" + port + path, Map.of(), true);
  }

  @Test
  void whatNeverAnswersIsLeftAndKeepsNoPlace() throws Exception {
    List<Future<Answer>> hung = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hung.add(get("/hung"));
    }
    for (Future<Answer> one : hung) {
      assertThatThrownBy(() -> one.await(10, SECONDS)).isInstanceOf(Exception.class);
    }
    assertThat(get("/good").await(5, SECONDS)).isEqualTo(new Answer(200, "ok"));
    await().untilAsserted(() -> assertThat(open).isEmpty());
  }

  @Test
  void whatCannotBeReadIsNotLogged() throws Exception {
    PrintStream stderr = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      for (String path : List.of("/broken", "/torn")) {
        Future<Answer> answer = get(path);
        assertThatThrownBy(() -> answer.await(5, SECONDS)).isInstanceOf(Exception.class);
      }
      LoggerFactory.getLogger(OutsideTest.class).warn("the log is read");
    } finally {
      System.setErr(stderr);
    }
    assertThat(log.toString(UTF_8)).contains("the log is read").doesNotContain(CANARY);
  }
}
