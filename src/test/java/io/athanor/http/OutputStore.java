package io.athanor.http;

import io.athanor.contract.Bytes;
import io.athanor.contract.Experiments.Output;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.ReadOutput;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of output that gives two chunks at a time. */
final class OutputStore {

  final AtomicInteger reads = new AtomicInteger();
  volatile State state = State.RUNNING;
  volatile Failure away;
  private final List<OutputChunk> written = new CopyOnWriteArrayList<>();

  void write(int attempt, int number, Stream stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    written.add(new OutputChunk(attempt, number, stream, 10L * number, new Bytes(bytes)));
  }

  Future<Output> read(ReadOutput from) {
    reads.incrementAndGet();
    if (away != null) {
      return Future.failedFuture(new RefusedException(away, "away"));
    }
    State before = state;
    List<OutputChunk> next =
        written.stream()
            .filter(c -> from.stream() == null || c.stream() == from.stream())
            .filter(
                c ->
                    c.attempt() > from.attempt()
                        || (c.attempt() == from.attempt() && c.number() > from.number()))
            .limit(2)
            .toList();
    return Future.succeededFuture(new Output(next, before));
  }
}
