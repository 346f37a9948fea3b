package io.athanor.persistence;

import static io.athanor.persistence.ExperimentInsert.column;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Learns what programs use from how their attempts end, in the background and from a sample where
 * there are very many, and remembers what was asked for a short while. Used on one context only.
 */
final class ProgramProfiles {

  private static final int MOST_ENDS = 500;
  private static final int MOST_KNOWN = 10_000;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How a program ended of itself, or on its limits; the others say nothing of it. */
  private static final Set<Verdict> TELLING =
      EnumSet.of(
          Verdict.SUCCEEDED,
          Verdict.FAILED,
          Verdict.WALL_LIMIT,
          Verdict.CPU_LIMIT,
          Verdict.MEMORY_LIMIT);

  /** So many of the last runs make the mean. */
  private static final Statement LEARN =
      new Statement(
          "programs.learn",
          """
          insert into program_profiles as p (program_digest, runs, millis, memory)
          select digest, count(*), avg(millis)::bigint, max(memory) from (
            select (select e.program_digest from experiments e where e.id = x.id) as digest, x.millis, x.memory
            from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as x(id, millis, memory)) g
          where digest is not null group by digest order by digest
          on conflict (program_digest) do update set runs = p.runs + excluded.runs,
            millis = p.millis + (excluded.millis - p.millis) * least(1, excluded.runs::float8 / least(p.runs + excluded.runs, 20)),
            memory = greatest(excluded.memory, p.memory - p.memory / 50), updated_at = now()""");

  private static final Statement READ =
      new Statement(
          "programs.profiles",
          """
          select encode(program_digest, 'hex') as digest, runs, millis, memory from program_profiles
          where program_digest = any (array(select decode(d, 'hex') from unnest($1::text[]) as d))""");

  private record Known(ProgramProfile profile, long since) {}

  private final Database database;
  private final List<Outcome> ends = new ArrayList<>();

  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  ProgramProfiles(Database database) {
    this.database = database;
  }

  /** These attempts were stored. */
  void ended(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (ends.size() < MOST_ENDS
          && outcome.usage() != null
          && TELLING.contains(outcome.verdict())) {
        ends.add(outcome);
      }
    }
  }

  /** Adds what has ended since the last time to what is known. */
  Future<Void> learn() {
    if (ends.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Outcome> now = List.copyOf(ends);
    ends.clear();
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfUUID(column(now, Outcome::experimentId, UUID[]::new))
            .addArrayOfLong(column(now, one -> one.usage().wallMillis(), Long[]::new))
            .addArrayOfLong(column(now, one -> one.usage().peakMemory(), Long[]::new));
    return database.run(LEARN, parameters).mapEmpty();
  }

  /** What is expected of each, by its id. */
  Future<Map<UUID, Expected>> expected(List<Planned> planned) {
    long now = System.nanoTime();
    Set<String> unknown =
        planned.stream()
            .map(Planned::programDigest)
            .filter(digest -> digest != null && !fresh(digest, now))
            .collect(Collectors.toSet());
    Future<Void> looked = unknown.isEmpty() ? Future.succeededFuture() : look(unknown, now);
    return looked.map(
        done -> {
          Map<UUID, Expected> all = new HashMap<>();
          planned.forEach(one -> all.put(one.id(), Expected.of(one, profile(one))));
          return all;
        });
  }

  private ProgramProfile profile(Planned one) {
    Known entry = one.programDigest() == null ? null : known.get(one.programDigest());
    return entry == null ? null : entry.profile();
  }

  private boolean fresh(String digest, long now) {
    Known entry = known.get(digest);
    return entry != null && now - entry.since() < FRESH_NANOS;
  }

  private Future<Void> look(Set<String> digests, long now) {
    return database
        .run(READ, Tuple.tuple().addArrayOfString(digests.toArray(String[]::new)))
        .map(
            rows -> {
              digests.forEach(digest -> known.put(digest, new Known(null, now)));
              rows.forEach(
                  row ->
                      known.put(
                          row.getString("digest"),
                          new Known(
                              new ProgramProfile(
                                  row.getLong("runs"),
                                  row.getLong("millis"),
                                  row.getLong("memory")),
                              now)));
              return null;
            });
  }
}
