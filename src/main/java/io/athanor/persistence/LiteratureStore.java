package io.athanor.persistence;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Literature.Citations;
import io.athanor.contract.Literature.RelatedTopics;
import io.athanor.contract.Literature.Similar;
import io.athanor.contract.Literature.Timeline;
import io.athanor.contract.Literature.Walk;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How papers and topics hang together. Every list ends somewhere and goes on behind a key. */
final class LiteratureStore {

  private static final String PAPER = PaperTable.PAPERS.body("p");

  private static final Statement TIMELINE =
      new Statement(
          "literature.timeline",
          "select t.paper_id as id, t.published_at as k0, left("
              + PAPER
              + ", -1) || ',\"confidence\":' || t.confidence || '}' as body"
              + """
               from paper_topics t join papers p on p.id = t.paper_id
              where t.topic_id = $1 and (t.published_at, t.paper_id) < ($2, $3)
              order by t.published_at desc, t.paper_id desc limit $4""");

  private static final Statement OUTGOING = citations("outgoing", "source_id", "target_id");
  private static final Statement INCOMING = citations("incoming", "target_id", "source_id");

  private static Statement citations(String word, String from, String to) {
    return new Statement(
        "literature." + word,
        "select r.id, r.confidence as k0, '{\"id\":\"' || r.id || '\",\"type\":\"' || r.type || '\",\"confidence\":' || r.confidence"
            + " || ',\"paper\":' || "
            + PAPER
            + " || '}' as body from relationships r join papers p on p.id = r."
            + to
            + " where r."
            + from
            + " = $1 and r.confidence >= $2 and ($3::text is null or r.type = $3)"
            + " and (r.confidence, r.id) < ($4, $5) order by r.confidence desc, r.id desc limit $6");
  }

  /** Both halves end early, so that a topic with very many relatives costs no more. */
  private static final Statement RELATED_TOPICS =
      new Statement(
          "literature.related-topics",
          "select x.id, x.similarity as k0, left("
              + TopicTable.TOPICS.body("b")
              + ", -1) || ',\"similarity\":' || x.similarity || '}' as body"
              + """
               from (
                (select s.id, s.other_id as topic, s.similarity from topic_similarities s
                 where s.topic_id = $1 and (s.similarity, s.id) < ($2, $3) order by s.similarity desc, s.id desc limit $4)
                union all
                (select s.id, s.topic_id, s.similarity from topic_similarities s
                 where s.other_id = $1 and (s.similarity, s.id) < ($2, $3) order by s.similarity desc, s.id desc limit $4)
              ) x join topics b on b.id = x.topic
              order by x.similarity desc, x.id desc limit $4""");

  private static final Statement SIMILAR =
      new Statement(
          "literature.similar",
          "select p.id, left("
              + PAPER
              + ", -1) || ',\"similarity\":' || round(p.likeness::numeric, 4) || '}' as body"
              + """
               from (
                select q.*, similarity(q.title, o.title) as likeness from papers o join papers q on q.title % o.title and q.id <> o.id
                where o.id = $1 order by similarity(q.title, o.title) desc, q.id desc limit $2
              ) p""");

  private static final Statement WALK_OUT = walk("walk-out", "source_id", "target_id");
  private static final Statement WALK_IN = walk("walk-in", "target_id", "source_id");

  /**
   * The outer limit ends the recursion; a step looks at the 100 surest relationships of a paper,
   * and one more that says that there are more. What was met at a shorter distance may come again
   * at a longer one, so cycles end at the depth; it is told once, at the shorter.
   */
  private static Statement walk(String word, String from, String to) {
    return new Statement(
        "literature." + word,
        "with recursive walk (paper, depth, source, target, type, confidence, beyond) as ("
            + " select $1::uuid, 0, null::uuid, null::uuid, null::text, null::double precision, false union"
            + " select e."
            + to
            + ", w.depth + 1, e.source_id, e.target_id, e.type, e.confidence, e.beyond from walk w cross join lateral ("
            + "select r.*, row_number() over (order by r.confidence desc, r.id desc) > 100 as beyond from relationships r where r."
            + from
            + " = w.paper and r.confidence >= $2 order by r.confidence desc, r.id desc limit 101) e where w.depth < $3 and not w.beyond"
            + "), met as materialized (select * from walk limit $4 + 2), edges as materialized ("
            + "select * from (select distinct on (source, target, type) * from met where depth > 0 and not beyond"
            + " order by source, target, type, depth) once order by depth, confidence desc, target limit $4)"
            + " select json_build_object('truncated', (select count(*) > $4 + 1 or bool_or(beyond) from met),"
            + " 'papers', (select coalesce(json_agg(json_build_object('id', p.id, 'title', p.title, 'depth', n.depth) order by n.depth, p.id), '[]')"
            + " from (select paper, min(depth) as depth from (select paper, depth from met where depth = 0 union all select paper, depth from edges) y"
            + " group by paper) n join papers p on p.id = n.paper),"
            + " 'relationships', (select coalesce(json_agg(json_build_object('sourceId', source, 'targetId', target, 'type', type,"
            + " 'confidence', confidence, 'depth', depth) order by depth, confidence desc, target), '[]') from edges))::text as body");
  }

  private final Database database;

  LiteratureStore(Database database) {
    this.database = database;
  }

  Future<Page> timeline(Timeline ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), OffsetDateTime.class);
    Tuple parameters = page.addTo(Tuple.of(ask.topicId()));
    return known(Kind.TOPIC, ask.topicId(), page, database.run(TIMELINE, parameters).map(page::of));
  }

  Future<Page> citations(Citations ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), Double.class);
    Tuple parameters = page.addTo(Tuple.of(ask.paperId(), ask.least(), ask.type()));
    Statement statement = ask.incoming() ? INCOMING : OUTGOING;
    return known(
        Kind.PAPER, ask.paperId(), page, database.run(statement, parameters).map(page::of));
  }

  Future<Page> relatedTopics(RelatedTopics ask) {
    KeysetPage page = new KeysetPage(ask.limit(), ask.cursor(), Double.class);
    Tuple parameters = page.addTo(Tuple.of(ask.topicId()));
    return known(
        Kind.TOPIC, ask.topicId(), page, database.run(RELATED_TOPICS, parameters).map(page::of));
  }

  Future<Page> similar(Similar ask) {
    KeysetPage page = new KeysetPage(ask.limit(), null);
    return known(
        Kind.PAPER,
        ask.paperId(),
        page,
        database.run(SIMILAR, Tuple.of(ask.paperId(), ask.limit())).map(page::of));
  }

  /** An empty first page may mean that there is nothing to ask about. */
  private Future<Page> known(Kind kind, UUID id, KeysetPage asked, Future<Page> found) {
    return found.compose(
        page ->
            asked.isFirst() && page.items().text().equals("[]")
                ? exists(kind, id).map(page)
                : Future.succeededFuture(page));
  }

  private Future<Void> exists(Kind kind, UUID id) {
    return database
        .run(RecordTables.statements(kind).version(), Tuple.of(id))
        .compose(rows -> Found.one(rows, row -> null, () -> RecordStore.unknown(kind, id)));
  }

  Future<Document> walk(Walk walk) {
    if (walk.depth() < 1 || walk.depth() > 4) {
      return Future.failedFuture(
          new RefusedException(Refusal.of(Failure.UNPROCESSABLE, "depth must be from 1 to 4.")));
    }
    Tuple parameters = Tuple.of(walk.paperId(), walk.least(), walk.depth(), walk.limit());
    return exists(Kind.PAPER, walk.paperId())
        .compose(known -> database.run(walk.incoming() ? WALK_IN : WALK_OUT, parameters))
        .map(rows -> new Document(new Json(rows.iterator().next().getString("body")), false));
  }
}
