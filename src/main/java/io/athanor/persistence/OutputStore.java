package io.athanor.persistence;

import static io.athanor.persistence.ExperimentInsert.column;

import io.athanor.contract.Attempts.AppendOutput;
import io.athanor.contract.Attempts.Appended;
import io.athanor.contract.Bytes;
import io.athanor.contract.Experiments.Output;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.ReadOutput;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What programs print, as bytes in the order in which it came. */
final class OutputStore {

  private static final Statement APPEND =
      new Statement(
          "output.append",
          """
          with current as (
            select experiment_id, attempt from running where experiment_id = $1 and token = $2
          ), stored as (
            insert into output_chunks (experiment_id, attempt, number, stream, at_offset, bytes)
            select c.experiment_id, c.attempt, g.number, g.stream, g.at_offset, g.bytes
            from current c, unnest($3::int[], $4::smallint[], $5::bigint[], $6::bytea[]) as g(number, stream, at_offset, bytes)
            on conflict do nothing
          )
          select exists (select from current) as current""");

  /** At most one message's worth: the first chunk, and more of them while they fit. */
  private static final Statement READ =
      new Statement(
          "output.read",
          """
          select attempt, number, stream, at_offset, bytes from (
            select *, sum(octet_length(bytes)) over (order by attempt, number) as total
            from (
              select attempt, number, stream, at_offset, bytes from output_chunks
              where experiment_id = $1 and (attempt, number) > ($2, $3) and ($4::smallint is null or stream = $4)
              order by attempt, number limit 64) as next) as measured
          where total <= $5 or total = octet_length(bytes)
          order by attempt, number""");

  private static final Statement STATE =
      new Statement(
          "output.state",
          """
          select o.status, exists (select from running r where r.experiment_id = e.id) as running,
            coalesce(e.reused_from, e.id) as source
          from experiments e left join outcomes o on o.experiment_id = e.id where e.id = $1""");

  /** Streams are stored by their file descriptor. */
  private static final short STDOUT = 1;

  private static final short STDERR = 2;

  private final Database database;

  OutputStore(Database database) {
    this.database = database;
  }

  Future<Appended> append(AppendOutput append) {
    List<OutputChunk> chunks = append.chunks();
    Tuple parameters =
        Tuple.of(append.experimentId(), append.token())
            .addArrayOfInteger(column(chunks, OutputChunk::number, Integer[]::new))
            .addArrayOfShort(column(chunks, one -> descriptor(one.stream()), Short[]::new))
            .addArrayOfLong(column(chunks, OutputChunk::offset, Long[]::new))
            .addArrayOfBuffer(
                column(chunks, one -> Buffer.buffer(one.bytes().value()), Buffer[]::new));
    return database
        .run(APPEND, parameters)
        .map(rows -> new Appended(rows.iterator().next().getBoolean("current")));
  }

  /**
   * The state is read first, so that "ended, and nothing more to read" cannot be said too early.
   */
  Future<Output> read(ReadOutput read) {
    return database
        .run(STATE, Tuple.of(read.id()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(ExperimentReader.unknown(read.id()));
              }
              Row row = rows.iterator().next();
              Tuple parameters =
                  Tuple.of(row.getUUID("source"), read.attempt(), read.number())
                      .addShort(read.stream() == null ? null : descriptor(read.stream()))
                      .addInteger(Bytes.MAX);
              return database.run(READ, parameters).map(found -> output(found, state(row)));
            });
  }

  private static State state(Row row) {
    String status = row.getString("status");
    if (status != null) {
      return State.valueOf(status);
    }
    return row.getBoolean("running") ? State.RUNNING : State.QUEUED;
  }

  private static Output output(Iterable<Row> rows, State state) {
    List<OutputChunk> chunks = new ArrayList<>();
    for (Row row : rows) {
      chunks.add(
          new OutputChunk(
              row.getInteger("attempt"),
              row.getInteger("number"),
              row.getShort("stream") == STDERR ? Stream.STDERR : Stream.STDOUT,
              row.getLong("at_offset"),
              new Bytes(row.getBuffer("bytes").getBytes())));
    }
    return new Output(chunks, state);
  }

  private static short descriptor(Stream stream) {
    return stream == Stream.STDERR ? STDERR : STDOUT;
  }
}
