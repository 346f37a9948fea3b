package io.athanor.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of an event stream on a socket of its own, which notes every line. */
final class EventLog implements AutoCloseable {

  private final Socket socket;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  EventLog(int port, String target, String... headers) throws IOException {
    socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port);
    StringBuilder request =
        new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n")
            .append("X-API-Key: " + HttpNode.KEY + "\r\nAccept: text/event-stream\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    Thread reader = new Thread(this::read, "event-log");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null && !line.equals("0"); line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("broken: " + e.getMessage());
    }
    ended = true;
  }

  List<String> lines() {
    return lines;
  }

  /** The data of every event of this name. */
  List<String> data(String event) {
    List<String> found = new java.util.ArrayList<>();
    String name = "";
    for (String line : lines) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ") && name.equals(event)) {
        found.add(line.substring("data: ".length()));
      }
    }
    return found;
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
