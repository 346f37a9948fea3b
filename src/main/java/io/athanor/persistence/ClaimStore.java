package io.athanor.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Claimed;
import io.athanor.contract.Attempts.GiveBack;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Gives waiting experiments to a node that can run them: the smallest rank first, each to one node
 * only.
 */
final class ClaimStore {

  /**
   * As if they had never been taken; one that was to be cancelled meanwhile is found in its line.
   */
  private static final Statement GIVE_BACK =
      new Statement(
          "attempts.give-back",
          """
          with gone as (
            delete from running where experiment_id = any ($1) and token = any ($2) and node_id = $3
            returning experiment_id, pool, class, rank, attempt, lost, memory
          ), queued as (
            insert into ready (experiment_id, pool, class, rank, attempt, lost, memory) select * from gone
          ), announced as (
            insert into outbox (experiments, state) select array_agg(experiment_id), 'QUEUED' from gone having count(*) > 0
          )
          select experiment_id, pool, true as again from gone""");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;
  private final Fronts fronts;

  ClaimStore(Database database, Fronts fronts) {
    this.database = database;
    this.fronts = fronts;
  }

  /** Takes at most as many as the node has slots; none when its lease has ended. */
  Future<Claimed> claim(Claim claim) {
    if (claim.slots() < 1) {
      return Future.succeededFuture(new Claimed(List.of()));
    }
    Fronts.Look look = fronts.next();
    return take(
            claim, new ClaimStatement.Room(claim.slots(), claim.freeMemory(), claim.most()), look)
        .compose(found -> look.fromTheFront() ? Future.succeededFuture(found) : rest(claim, found))
        .map(found -> new Claimed(found.stream().map(Taken::work).toList()));
  }

  private record Taken(long rank, Work work) {}

  /** Looks from the front for what is still free after a look that began further back. */
  private Future<List<Taken>> rest(Claim claim, List<Taken> found) {
    ClaimStatement.Room room =
        new ClaimStatement.Room(
            claim.slots() - found.stream().mapToInt(one -> one.work().cpu()).sum(),
            claim.freeMemory() - found.stream().mapToLong(one -> one.work().memory()).sum(),
            claim.most() - found.size());
    if (room.slots() < 1 || room.most() < 1) {
      return Future.succeededFuture(found);
    }
    return take(claim, room, fronts.again())
        .map(
            more ->
                Stream.concat(more.stream(), found.stream())
                    .sorted(Comparator.comparingLong(Taken::rank))
                    .toList());
  }

  private Future<List<Taken>> take(Claim claim, ClaimStatement.Room room, Fronts.Look look) {
    return database
        .run(ClaimStatement.CLAIM, ClaimStatement.parameters(claim, room, look))
        .map(
            rows -> {
              List<Taken> taken = new ArrayList<>(rows.size());
              for (Row row : rows) {
                long rank = row.getLong("rank");
                fronts.took(look, row.getString("pool"), row.getString("class"), rank);
                taken.add(new Taken(rank, work(row)));
              }
              return taken;
            });
  }

  Future<Released> giveBack(GiveBack back) {
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfUUID(back.experiments().toArray(UUID[]::new))
            .addArrayOfLong(back.tokens().toArray(Long[]::new))
            .addUUID(back.nodeId());
    return database.run(GIVE_BACK, parameters).map(Released::of);
  }

  private static Work work(Row row) {
    JsonNode arguments = tree(row.getString("arguments"));
    List<String> argumentList = new ArrayList<>(arguments.size());
    arguments.forEach(argument -> argumentList.add(argument.asText()));
    Map<String, String> env = new LinkedHashMap<>();
    tree(row.getString("env"))
        .properties()
        .forEach(e -> env.put(e.getKey(), e.getValue().asText()));
    return new Work(
        row.getUUID("experiment_id"),
        row.getInteger("attempt"),
        row.getLong("token"),
        row.getString("runtime"),
        row.getString("program"),
        argumentList,
        new Json(row.getString("parameters")),
        new Json(row.getString("inputs")),
        env,
        row.getLong("seed"),
        limits(row),
        row.getInteger("cpu"),
        row.getLong("taken"),
        Boolean.TRUE.equals(row.getBoolean("brief")),
        row.getInteger("priority"),
        row.getString("together"));
  }

  private static Limits limits(Row row) {
    Limits limits = StoredLimits.decode(row.getString("limits"));
    Long memory = row.getLong("memory");
    return memory == null ? limits : limits.withMemory(memory);
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored specification is no JSON", e);
    }
  }
}
