package io.athanor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection with one request on its way. Anything but 200 ends the run. */
final class LoadConnection {

  private static final int MOST = 256 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(MOST);
  private int expected = -1;
  private long sent;

  LoadConnection(InetSocketAddress server) throws IOException {
    channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
  }

  void register(Selector selector) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(byte[] request) {
    sent = System.nanoTime();
    expected = -1;
    in.clear();
    ByteBuffer out = ByteBuffer.wrap(request);
    try {
      while (out.hasRemaining()) {
        channel.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nanoseconds since the request was sent, or −1 while the answer is incomplete. */
  long receive() {
    try {
      if (channel.read(in) < 0) {
        throw new IllegalStateException("the server closed a connection");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (expected < 0) {
      expected = total();
    }
    return expected >= 0 && in.position() >= expected ? System.nanoTime() - sent : -1;
  }

  /** Bytes of head and body, or −1 while the head is incomplete. */
  private int total() {
    byte[] bytes = in.array();
    int last = in.position() - 4;
    for (int i = 0; i <= last; i++) {
      if (bytes[i] == '\r' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
        return i + 4 + bodyLength(new String(bytes, 0, i + 2, StandardCharsets.ISO_8859_1));
      }
    }
    return -1;
  }

  private static int bodyLength(String head) {
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\ncontent-length:");
    if (!head.startsWith("HTTP/1.1 200 ") || at < 0) {
      throw new IllegalStateException("not the answer that was expected: " + head);
    }
    return Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)).strip());
  }

  void close() throws IOException {
    channel.close();
  }
}
