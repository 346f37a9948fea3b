package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Literature.Facts;
import io.athanor.contract.Literature.GetScore;
import io.athanor.contract.Literature.Score;
import io.athanor.contract.Literature.Scored;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Scores of papers: what they are made of, and the last one of each. */
final class ScoreStore {

  private static final Statement FACTS =
      new Statement(
          "literature.facts",
          """
          select coalesce(p.published_at, p.created_at) as published,
            coalesce((select max(similarity(q.title, p.title)) from papers q
              where q.title % p.title and q.id <> p.id
                and coalesce(q.published_at, q.created_at) <= coalesce(p.published_at, p.created_at)), 0)::double precision as nearest,
            array(select coalesce(c.published_at, r.created_at) from (
              select y.* from relationships y where y.target_id = p.id order by y.confidence desc, y.id desc limit 1000) r
              join papers c on c.id = r.source_id where r.type in ('cite', 'reference')) as cited,
            coalesce((select max(e.influence_score) from entities e where e.id = any(array(
              select a.id::uuid from jsonb_array_elements_text(p.author_entity_ids) as a(id)
              where a.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'))), 0) as influence
          from papers p where p.id = $1""");

  private static final Statement KEEP =
      new Statement(
          "literature.keep-score",
          """
          insert into paper_scores (paper_id, novelty, emergence, obscurity, discovery, signals, published_at, source, computed_at)
          select p.id, $2, $3, $4, $5, $6::text::jsonb, coalesce(p.published_at, p.created_at), p.source, $7 from papers p where p.id = $1
          on conflict (paper_id) do update set novelty = excluded.novelty, emergence = excluded.emergence,
            obscurity = excluded.obscurity, discovery = excluded.discovery, signals = excluded.signals,
            published_at = excluded.published_at, source = excluded.source, computed_at = excluded.computed_at
          returning paper_id""");

  private static final Statement GET =
      new Statement(
          "literature.get-score",
          """
          select novelty, emergence, obscurity, discovery, signals::text as signals, computed_at from paper_scores where paper_id = $1""");

  private final Database database;

  ScoreStore(Database database) {
    this.database = database;
  }

  Future<Facts> facts(Score score) {
    return database
        .run(FACTS, Tuple.of(score.paperId()))
        .compose(
            rows ->
                Found.one(
                    rows,
                    ScoreStore::read,
                    () -> RecordStore.unknown(Kind.PAPER, score.paperId())));
  }

  private static Facts read(Row row) {
    List<Instant> cited = new ArrayList<>();
    for (OffsetDateTime at : row.getArrayOfOffsetDateTimes("cited")) {
      cited.add(at.toInstant());
    }
    return new Facts(
        row.getOffsetDateTime("published").toInstant(),
        row.getDouble("nearest"),
        cited,
        row.getDouble("influence"));
  }

  Future<Scored> keep(Scored scored) {
    Tuple parameters =
        Tuple.of(scored.paperId(), scored.novelty(), scored.emergence(), scored.obscurity())
            .addDouble(scored.discovery())
            .addString(Wire.encode(scored.signals()))
            .addOffsetDateTime(scored.computedAt().atOffset(ZoneOffset.UTC));
    return database
        .run(KEEP, parameters)
        .compose(
            rows ->
                Found.one(
                    rows, row -> scored, () -> RecordStore.unknown(Kind.PAPER, scored.paperId())));
  }

  Future<Scored> get(GetScore get) {
    return database
        .run(GET, Tuple.of(get.paperId()))
        .compose(
            rows ->
                Found.one(rows, row -> scored(get.paperId(), row), () -> unscored(get.paperId())));
  }

  private static Scored scored(UUID paperId, Row row) {
    return new Scored(
        paperId,
        row.getDouble("novelty"),
        row.getDouble("emergence"),
        row.getDouble("obscurity"),
        row.getDouble("discovery"),
        Wire.decode(row.getString("signals"), Facts.class),
        row.getOffsetDateTime("computed_at").toInstant());
  }

  private static RefusedException unscored(UUID paperId) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-score",
            "Paper " + paperId + " has no score, or there is no such paper.",
            "POST /api/v1/papers/" + paperId + "/score computes it.",
            null));
  }
}
