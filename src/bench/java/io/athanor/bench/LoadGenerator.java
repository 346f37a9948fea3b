package io.athanor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that asks for documents over keep-alive connections as fast as they are
 * answered, in one thread and with as little work of its own as possible.
 *
 * <p>Standard input: the connections; the API key; how many ids; the ids; then for each round the
 * port, the path before the id, and the milliseconds. Standard output: for each round {@code
 * answers p50Micros p99Micros}. The key comes this way because arguments are visible to everybody.
 */
public final class LoadGenerator {

  private final List<byte[]> requests = new ArrayList<>();
  private final long[] nanos = new long[4_000_000];
  private int answers;
  private int next;

  private LoadGenerator() {}

  /** No arguments. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    int connections = Integer.parseInt(in.readLine());
    String key = in.readLine();
    List<String> ids = new ArrayList<>();
    for (int left = Integer.parseInt(in.readLine()); left > 0; left--) {
      ids.add(in.readLine());
    }
    LoadGenerator load = new LoadGenerator();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] round = line.split(" ", -1);
      load.prepare(round[1], ids, key);
      load.round(Integer.parseInt(round[0]), connections, Long.parseLong(round[2]));
      System.out.println(load.summary());
    }
  }

  private void prepare(String path, List<String> ids, String key) {
    requests.clear();
    for (String id : ids) {
      String request =
          "GET " + path + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " + key + "\r\n\r\n";
      requests.add(request.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void round(int port, int connections, long millis) throws IOException {
    answers = 0;
    List<LoadConnection> lines = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      for (int i = 0; i < connections; i++) {
        LoadConnection line = new LoadConnection(server);
        lines.add(line);
        line.register(selector);
        line.send(request());
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < end) {
        selector.select(this::readable, 100);
      }
    } finally {
      for (LoadConnection line : lines) {
        line.close();
      }
    }
  }

  private void readable(SelectionKey key) {
    LoadConnection line = (LoadConnection) key.attachment();
    long took = line.receive();
    if (took >= 0) {
      nanos[answers++] = took;
      line.send(request());
    }
  }

  private byte[] request() {
    next = (next + 1) % requests.size();
    return requests.get(next);
  }

  private String summary() {
    Arrays.sort(nanos, 0, answers);
    return answers + " " + micros(answers / 2) + " " + micros(answers * 99 / 100);
  }

  private long micros(int place) {
    return nanos[place] / 1_000;
  }
}
