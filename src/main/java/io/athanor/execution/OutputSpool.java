package io.athanor.execution;

import io.athanor.contract.Attempts.AppendOutput;
import io.athanor.contract.Attempts.Appended;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Output on its way from a sandbox's reader thread to the database: gathered for a moment, stored
 * in order, and bounded. When the database is slower than the program the reader waits here, then
 * the program's pipe fills, and then the program waits.
 */
final class OutputSpool {

  /** Long enough to gather what a program prints in a loop, short enough to look live. */
  private static final long GATHER_MILLIS = 40;

  private static final int BOUND = 512 * 1024;

  private final Work work;
  private final Context context;
  private final Function<AppendOutput, Future<Appended>> append;
  private final Runnable outdated;
  private final Semaphore room = new Semaphore(BOUND);
  private final List<OutputChunk> pending = new ArrayList<>();
  private final Map<Stream, Long> offsets = new EnumMap<>(Stream.class);
  private final Promise<Void> finished = Promise.promise();
  private int number;
  private boolean flushing;
  private boolean closed;

  /**
   * Opens the spool of one attempt.
   *
   * @param append stores chunks; tries for as long as it makes sense
   * @param outdated is called when the attempt no longer holds its token
   */
  OutputSpool(
      Work work,
      Context context,
      Function<AppendOutput, Future<Appended>> append,
      Runnable outdated) {
    this.work = work;
    this.context = context;
    this.append = append;
    this.outdated = outdated;
  }

  /** Takes bytes from the reader thread; waits while too much is on its way. */
  void add(Stream stream, byte[] bytes) {
    for (int from = 0; from < bytes.length; from += Bytes.MAX) {
      byte[] piece =
          bytes.length <= Bytes.MAX
              ? bytes
              : java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Bytes.MAX));
      room.acquireUninterruptibly(piece.length);
      synchronized (this) {
        long offset = offsets.merge(stream, (long) piece.length, Long::sum) - piece.length;
        pending.add(new OutputChunk(work.attempt(), number++, stream, offset, new Bytes(piece)));
      }
    }
    context.runOnContext(now -> flushSoon());
  }

  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      context.owner().setTimer(GATHER_MILLIS, fired -> flush());
    }
  }

  private void flush() {
    List<OutputChunk> chunks = take();
    if (chunks.isEmpty()) {
      flushing = false;
      if (isClosed()) {
        finished.tryComplete();
      }
      return;
    }
    int bytes = chunks.stream().mapToInt(chunk -> chunk.bytes().value().length).sum();
    append
        .apply(new AppendOutput(work.experimentId(), work.token(), chunks))
        .onComplete(
            (appended, cause) -> {
              room.release(bytes);
              if (cause != null || !appended.current()) {
                outdated.run();
              }
              if (isClosed()) {
                flush();
              } else {
                context.owner().setTimer(GATHER_MILLIS, fired -> flush());
              }
            });
  }

  /** The next chunks that fit into one message. */
  private synchronized List<OutputChunk> take() {
    int bytes = 0;
    int count = 0;
    while (count < pending.size()
        && (count == 0 || bytes + pending.get(count).bytes().value().length <= Bytes.MAX)) {
      bytes += pending.get(count).bytes().value().length;
      count++;
    }
    List<OutputChunk> taken = List.copyOf(pending.subList(0, count));
    pending.subList(0, count).clear();
    return taken;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** No more comes; completes when everything was stored. */
  Future<Void> finish() {
    synchronized (this) {
      closed = true;
    }
    context.runOnContext(
        now -> {
          if (!flushing) {
            flushing = true;
            flush();
          }
        });
    return finished.future();
  }
}
