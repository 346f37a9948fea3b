package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Literature.Discoveries;
import io.athanor.contract.Literature.Recent;
import io.athanor.contract.Literature.Trending;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * The best and the newest. An order by worth within a time has no index of its own: where the time
 * holds few, these are found by the time and sorted; where it holds many, the order is walked and
 * meets them soon.
 */
final class DiscoveryStore {

  private static final int FEW = 20_000;

  private static final String SCORES =
      ", -1) || ',\"scores\":' || json_build_object('discovery', s.discovery, 'novelty', s.novelty, 'emergence', s.emergence,"
          + " 'obscurity', s.obscurity, 'computedAt', s.computed_at)::text || '}' as body";

  private static final String SELECTED =
      "select s.paper_id as id, s.discovery as k0, s.published_at as k1, left("
          + PaperTable.PAPERS.body("p")
          + SCORES;

  private static final String BEST =
      """
       join papers p on p.id = s.paper_id
      where s.discovery >= $1 and s.published_at >= $2 and ($3::text[] is null or s.source = any($3))
        and (s.discovery, s.published_at, s.paper_id) < ($4, $5, $6)
      order by s.discovery desc, s.published_at desc, s.paper_id desc limit $7""";

  private static final Statement DISCOVERIES =
      new Statement("literature.discoveries", SELECTED + " from paper_scores s" + BEST);

  private static final Statement DISCOVERIES_OF_LATE =
      new Statement(
          "literature.discoveries-of-late",
          "with late as materialized (select * from paper_scores where published_at >= $2) "
              + SELECTED
              + " from late s"
              + BEST);

  private static final Statement PROBE_SCORES =
      probe("literature.probe-scores", "paper_scores where published_at >= $1");

  private static final Statement RECENT =
      new Statement(
          "literature.recent",
          "select p.id, p.published_at as k0, "
              + PaperTable.PAPERS.body("p")
              + """
               as body from papers p
              where p.published_at >= $1 and ($2::text[] is null or p.source = any($2)) and (p.published_at, p.id) < ($3, $4)
              order by p.published_at desc, p.id desc limit $5""");

  private static final String INFLUENTIAL =
      """
       as body from %s b
      where b.last_activity_at >= $1 and b.merged_into_id is null and (b.influence_score, b.id) < ($2, $3)
      order by b.influence_score desc, b.id desc limit $4""";

  private static final String ENTITY =
      "select b.id, b.influence_score as k0, " + EntityTable.TABLE.body("b");

  private static final Statement TRENDING =
      new Statement("literature.trending", ENTITY + INFLUENTIAL.formatted("entities"));

  private static final Statement TRENDING_OF_LATE =
      new Statement(
          "literature.trending-of-late",
          "with late as materialized (select * from entities where last_activity_at >= $1) "
              + ENTITY
              + INFLUENTIAL.formatted("late"));

  private static final Statement PROBE_ENTITIES =
      probe("literature.probe-entities", "entities where last_activity_at >= $1");

  private static Statement probe(String name, String late) {
    return new Statement(
        name,
        "select count(*) > "
            + FEW
            + " as many from (select from "
            + late
            + " limit "
            + (FEW + 1)
            + ") x");
  }

  private final Database database;

  DiscoveryStore(Database database) {
    this.database = database;
  }

  Future<Page> discoveries(Discoveries ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), Double.class, OffsetDateTime.class);
    Tuple parameters =
        page.addTo(Tuple.of(ask.least(), at(ask.since())).addValue(sources(ask.sources())));
    return late(ask.since(), PROBE_SCORES, DISCOVERIES_OF_LATE, DISCOVERIES)
        .compose(statement -> database.run(statement, parameters))
        .map(page::of);
  }

  Future<Page> recent(Recent ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), OffsetDateTime.class);
    Tuple parameters = page.addTo(Tuple.of(at(ask.since())).addValue(sources(ask.sources())));
    return database.run(RECENT, parameters).map(page::of);
  }

  Future<Page> trending(Trending ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), Double.class);
    Tuple parameters = page.addTo(Tuple.of(at(ask.since())));
    return late(ask.since(), PROBE_ENTITIES, TRENDING_OF_LATE, TRENDING)
        .compose(statement -> database.run(statement, parameters))
        .map(page::of);
  }

  private Future<Statement> late(Instant since, Statement probe, Statement few, Statement many) {
    return since == null
        ? Future.succeededFuture(many)
        : database
            .run(probe, Tuple.of(at(since)))
            .map(rows -> rows.iterator().next().getBoolean("many") ? many : few);
  }

  private static OffsetDateTime at(Instant since) {
    return StoredTime.of(since == null ? StoredTime.EARLIEST : since);
  }

  private static String[] sources(List<String> sources) {
    return sources.isEmpty() ? null : sources.toArray(String[]::new);
  }
}
