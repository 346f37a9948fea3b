package io.athanor.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One keep-alive connection to a node: HTTP/1.1 with nothing between the clock and the socket. */
final class Exchange implements AutoCloseable {

  /** An answer. */
  record Answer(int status, String body) {}

  private final Socket socket;
  private final InputStream in;
  private final String key;

  Exchange(int port, String key) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setTcpNoDelay(true);
    this.socket.setSoTimeout(60_000);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.key = key;
  }

  Answer get(String path) throws IOException {
    ask("GET", path, "");
    return answer();
  }

  Answer post(String path, String json) throws IOException {
    ask("POST", path, json);
    return answer();
  }

  /** Sends a request whose answer is read line by line with {@link #line}. */
  void ask(String method, String path, String json) throws IOException {
    String type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
    String request =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, key, type, json.length(), json);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Asks for what changes from now on; the lines that follow are the events. */
  void follow() throws IOException {
    ask("GET", "/api/v1/events", "");
    String line = line();
    if (!line.contains(" 200 ")) {
      throw new IllegalStateException("no events: " + line);
    }
    while (!line.startsWith("event:")) {
      line = line();
    }
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** The next line, without its end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the node closed the connection");
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
