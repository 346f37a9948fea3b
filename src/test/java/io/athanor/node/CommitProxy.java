package io.athanor.node;

import io.athanor.persistence.JdbcTarget;
import io.athanor.support.ExternalDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a node and its database and holds up the first commit of an outcome, by the
 * messages of PostgreSQL's protocol, so that the node can be killed at exactly that moment.
 */
final class CommitProxy implements AutoCloseable {

  /** Where the commit is held up. */
  enum Moment {
    /** The node has sent it and the database never sees it. */
    BEFORE_IT_ARRIVES,
    /** The database has committed it and the node never hears so. */
    BEFORE_IT_IS_ACKNOWLEDGED
  }

  /** What stands in no other statement. */
  private static final String MARK = "insert into metrics";

  private final ServerSocket listener;
  private final JdbcTarget target;
  private final Moment moment;
  private final AtomicBoolean armed = new AtomicBoolean(true);
  private final CountDownLatch held = new CountDownLatch(1);
  private final Set<Socket> open = Collections.newSetFromMap(new ConcurrentHashMap<>());

  private CommitProxy(ServerSocket listener, JdbcTarget target, Moment moment) {
    this.listener = listener;
    this.target = target;
    this.moment = moment;
  }

  static CommitProxy before(ExternalDatabase database, Moment moment) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    CommitProxy proxy = new CommitProxy(listener, database.target(), moment);
    thread(proxy::accept);
    return proxy;
  }

  /** The database's address with the proxy in its place. */
  String url(ExternalDatabase database) {
    return database
        .url()
        .replace(
            "@" + target.host() + ":" + target.port() + "/",
            "@127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /** Waits until a commit is held up. */
  boolean awaitHeld(Duration patience) throws InterruptedException {
    return held.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void thread(Task task) {
    Thread made =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the two has gone, or the proxy was closed.
                Thread.currentThread().interrupt();
              }
            },
            "commit-proxy");
    made.setDaemon(true);
    made.start();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket node = listener.accept();
      Socket server = new Socket(target.host(), target.port());
      node.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(node);
      open.add(server);
      Line line = new Line(node, server);
      thread(line::forth);
      thread(line::back);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** One connection. */
  private final class Line {

    private final Socket node;
    private final Socket server;

    /** The names under which this connection has prepared the commit. */
    private final Set<String> commits = new HashSet<>();

    private volatile boolean unheard;

    Line(Socket node, Socket server) {
      this.node = node;
      this.server = server;
    }

    /** From the node; the first message has no type. */
    void forth() throws IOException {
      try (node;
          server) {
        DataInputStream in = new DataInputStream(node.getInputStream());
        DataOutputStream out = new DataOutputStream(server.getOutputStream());
        int length = in.readInt();
        out.writeInt(length);
        out.write(in.readNBytes(length - 4));
        boolean cut = false;
        while (true) {
          byte type = in.readByte();
          byte[] body = in.readNBytes(in.readInt() - 4);
          if (isCommit(type, body) && armed.compareAndSet(true, false)) {
            cut = moment == Moment.BEFORE_IT_ARRIVES;
            unheard = !cut;
            if (cut) {
              held.countDown();
            }
          }
          if (!cut) {
            send(out, type, body);
          }
        }
      }
    }

    private boolean isCommit(byte type, byte[] body) {
      String first = text(body, 0);
      if (type == 'P') {
        commits.remove(first);
        if (text(body, length(first)).contains(MARK)) {
          commits.add(first);
        }
        return false;
      }
      return type == 'B' && commits.contains(text(body, length(first)));
    }

    /** From the database. */
    void back() throws IOException {
      try (node;
          server) {
        DataInputStream in = new DataInputStream(server.getInputStream());
        DataOutputStream out = new DataOutputStream(node.getOutputStream());
        boolean executed = false;
        while (true) {
          byte type = in.readByte();
          byte[] body = in.readNBytes(in.readInt() - 4);
          if (!unheard) {
            send(out, type, body);
          } else if (type == 'C') {
            executed = true;
          } else if (executed && type == 'Z' && body[0] == 'I') {
            // Ready for the next and in no transaction: this one is durable.
            held.countDown();
          }
        }
      }
    }

    private static void send(DataOutputStream out, byte type, byte[] body) throws IOException {
      out.write(
          ByteBuffer.allocate(5 + body.length).put(type).putInt(4 + body.length).put(body).array());
    }

    private static String text(byte[] body, int from) {
      int end = from;
      while (end < body.length && body[end] != 0) {
        end++;
      }
      return new String(body, from, end - from, StandardCharsets.UTF_8);
    }

    private static int length(String name) {
      return name.getBytes(StandardCharsets.UTF_8).length + 1;
    }
  }
}
