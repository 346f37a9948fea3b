package io.athanor.operations;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says PING to a Redis server, after who we are. */
final class RedisPing {

  private static final int PORT = 6379;
  private static final int MOST = 4_096;

  /** Only the word: what follows may repeat what we sent. */
  private static final Pattern REFUSAL = Pattern.compile("(?:^|\\n)-([A-Z]{1,20})");

  private final Outside outside;
  private final URI uri;

  /** What the server does not do, in our own words. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why);
    }
  }

  RedisPing(Outside outside, String url) {
    this.outside = outside;
    this.uri = URI.create(url);
  }

  /** Completes with PONG, or fails with the reason. */
  Future<String> ask() {
    int port = uri.getPort() > 0 ? uri.getPort() : PORT;
    boolean secure = uri.getScheme().toLowerCase(Locale.ROOT).equals("rediss");
    return outside
        .connect(uri.getHost(), port, secure)
        .compose(socket -> outside.inTime(talk(socket)).eventually(socket::close));
  }

  private Future<String> talk(NetSocket socket) {
    Promise<String> answer = Promise.promise();
    Buffer read = Buffer.buffer();
    socket.exceptionHandler(answer::tryFail);
    socket.closeHandler(closed -> answer.tryFail(new Refusal("closed the connection")));
    socket.handler(
        part -> {
          read.appendBuffer(part);
          String text = read.toString(StandardCharsets.ISO_8859_1);
          Matcher refusal = REFUSAL.matcher(text);
          if (text.contains("+PONG\r\n")) {
            answer.tryComplete("PONG");
          } else if (refusal.find()) {
            answer.tryFail(new Refusal("refuses: " + refusal.group(1)));
          } else if (read.length() > MOST || !text.startsWith("+")) {
            answer.tryFail(new Refusal("does not speak as Redis does"));
          }
        });
    socket.write(login() + command("PING"));
    return answer.future();
  }

  private String login() {
    String info = uri.getRawUserInfo();
    if (info == null || info.isEmpty()) {
      return "";
    }
    int colon = info.indexOf(':');
    String user = decoded(colon < 0 ? "" : info.substring(0, colon));
    String password = decoded(info.substring(colon + 1));
    return user.isEmpty() ? command("AUTH", password) : command("AUTH", user, password);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String command(String... words) {
    return Stream.of(words)
        .map(word -> "$" + word.getBytes(StandardCharsets.UTF_8).length + "\r\n" + word + "\r\n")
        .collect(Collectors.joining("", "*" + words.length + "\r\n", ""));
  }
}
