package io.athanor.execution;

import io.athanor.contract.Attempts.AppendOutput;
import io.athanor.contract.Attempts.Appended;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Output on its way from a sandbox's reader thread to the database: gathered for a moment, stored
 * in order, and bounded. When the database is slower than the program the reader waits here, then
 * the program's pipe fills, and then the program waits.
 */
final class OutputSpool {

  /** The most bytes that wait here. */
  static final int BOUND = 512 * 1024;

  /** Long enough to gather what a program prints in a loop, short enough to look live. */
  private static final long GATHER_MILLIS = 40;

  private record Piece(Stream stream, ByteArrayOutputStream bytes) {}

  private final Work work;
  private final Context context;
  private final Function<AppendOutput, Future<Appended>> append;
  private final Consumer<Throwable> broke;
  private final Semaphore room = new Semaphore(BOUND);
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  // Both threads, under the lock.
  private final Deque<Piece> pending = new ArrayDeque<>();
  private int pendingBytes;
  private boolean active;
  private boolean closed;
  private boolean broken;

  // The context only.
  private final Map<Stream, Long> offsets = new EnumMap<>(Stream.class);
  private int number;
  private long timer = -1;

  /**
   * Opens the spool of one attempt.
   *
   * @param append stores chunks; tries for as long as it makes sense
   * @param broke is told, once, that nothing more can be stored, and why; with null when the
   *     attempt no longer holds its token
   */
  OutputSpool(
      Work work,
      Context context,
      Function<AppendOutput, Future<Appended>> append,
      Consumer<Throwable> broke) {
    this.work = work;
    this.context = context;
    this.append = append;
    this.broke = broke;
  }

  /** Takes bytes from the reader thread; waits while too much is on its way. */
  void add(Stream stream, byte[] bytes) {
    for (int from = 0; from < bytes.length; from += Bytes.MAX) {
      int length = Math.min(bytes.length - from, Bytes.MAX);
      room.acquireUninterruptibly(length);
      boolean wake;
      synchronized (this) {
        if (broken) {
          room.release(length);
          return;
        }
        Piece last = pending.peekLast();
        if (last == null || last.stream() != stream || last.bytes().size() + length > Bytes.MAX) {
          last = new Piece(stream, new ByteArrayOutputStream(length));
          pending.add(last);
        }
        last.bytes().write(bytes, from, length);
        pendingBytes += length;
        wake = !active;
        active = true;
      }
      if (wake) {
        context.runOnContext(now -> gather());
      }
    }
  }

  /** Waits a moment for more, unless there is enough for a message or nothing more comes. */
  private void gather() {
    boolean now;
    synchronized (this) {
      now = closed || pendingBytes == 0 || pendingBytes >= Bytes.MAX;
    }
    if (now) {
      flush();
    } else {
      timer =
          context
              .owner()
              .setTimer(
                  GATHER_MILLIS,
                  fired -> {
                    timer = -1;
                    flush();
                  });
    }
  }

  private void flush() {
    List<OutputChunk> chunks;
    boolean done;
    synchronized (this) {
      chunks = take();
      active = !chunks.isEmpty();
      done = closed && chunks.isEmpty();
    }
    if (done) {
      finished.complete(null);
    }
    if (chunks.isEmpty()) {
      return;
    }
    int bytes = chunks.stream().mapToInt(chunk -> chunk.bytes().value().length).sum();
    append
        .apply(new AppendOutput(work.experimentId(), work.token(), chunks))
        .onComplete(
            (appended, cause) -> {
              room.release(bytes);
              if (cause != null || !appended.current()) {
                abandon(cause);
              } else {
                gather();
              }
            });
  }

  /** The next chunks that fit into one message. */
  private List<OutputChunk> take() {
    List<OutputChunk> taken = new ArrayList<>();
    int bytes = 0;
    while (!pending.isEmpty() && bytes + pending.peek().bytes().size() <= Bytes.MAX) {
      Piece piece = pending.poll();
      byte[] value = piece.bytes().toByteArray();
      long offset = offsets.merge(piece.stream(), (long) value.length, Long::sum) - value.length;
      taken.add(
          new OutputChunk(work.attempt(), number++, piece.stream(), offset, new Bytes(value)));
      bytes += value.length;
    }
    pendingBytes -= bytes;
    return taken;
  }

  /** Lets the reader go on, so that the program can be ended. */
  private void abandon(Throwable cause) {
    synchronized (this) {
      broken = true;
      room.release(pendingBytes);
      pendingBytes = 0;
      pending.clear();
    }
    finished.complete(null);
    broke.accept(cause);
  }

  /** No more comes; completes when everything was stored or nothing more can be. Never fails. */
  Future<Void> finish() {
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = !active;
      active = true;
    }
    context.runOnContext(
        now -> {
          if (idle || context.owner().cancelTimer(timer)) {
            flush();
          }
        });
    return Future.fromCompletionStage(finished, context);
  }
}
