package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.Plans.Plan;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queries of the literature go through the indexes that are meant for them. */
class LiteraturePlansIT {

  private static final UUID LAST = new UUID(-1, -1);

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Shelf shelf;

  @BeforeAll
  static void fill() throws Exception {
    shelf = Shelf.fill(store, Library.on(store), Instant.now());
    store.execute(
        "insert into entities (id, owner, type, name, influence_score, last_activity_at) select gen_random_uuid(), 'admin', 'person',"
            + " 'P' || i, i % 1000, now() - i * interval '1 minute' from generate_series(1, 50000) i");
    store.execute(
        "insert into paper_scores (paper_id, novelty, emergence, obscurity, discovery, signals, published_at, source)"
            + " select id, 1, 1, 1, random() * 100, '{}', published_at, source from papers where source = 'bulk'");
    store.execute("vacuum analyze entities");
    store.execute("vacuum analyze paper_scores");
  }

  private static Plan plan(Plans plans, String name, Tuple parameters) throws Exception {
    return plans.of(StatementsIT.named(name), parameters);
  }

  private static Tuple firstPage(UUID paper) {
    return Tuple.of(paper, 0.0, null, Double.POSITIVE_INFINITY, LAST).addInteger(51);
  }

  @Test
  void theFirstPageOfAHubTouchesNoMoreThanThatOfAnother() throws Exception {
    try (Plans plans = Plans.open(store.target())) {
      Plan few = plan(plans, "literature.incoming", firstPage(shelf.paper(1)));
      Plan hub = plan(plans, "literature.incoming", firstPage(shelf.paper(0)));
      assertThat(hub.scans()).isEmpty();
      assertThat(hub.indexes()).contains("idx_relationships_target_confidence");
      assertThat(hub.blocks()).isLessThanOrEqualTo((long) (few.blocks() * 1.5) + 12);
      Plan out = plan(plans, "literature.outgoing", firstPage(shelf.paper(5)));
      assertThat(out.indexes()).contains("idx_relationships_source_confidence");
      Plan walk = plan(plans, "literature.walk-in", Tuple.of(shelf.paper(0), 0.0, 2, 50));
      assertThat(walk.scans()).isEmpty();
      assertThat(walk.blocks()).isLessThan(3_000);
    }
  }

  @Test
  void theNamedIndexesAreUsed() throws Exception {
    OffsetDateTime at = OffsetDateTime.parse("1999-01-01T00:00:00Z");
    OffsetDateTime last = OffsetDateTime.parse("9999-12-31T00:00:00Z");
    double first = Double.POSITIVE_INFINITY;
    try (Plans plans = Plans.open(store.target())) {
      assertThat(
              plan(
                      plans,
                      "literature.discoveries",
                      Tuple.of(0.0, at, null, first, last, LAST).addInteger(51))
                  .indexes())
          .contains("idx_scores_discovery_artifact");
      assertThat(
              plan(
                      plans,
                      "literature.discoveries-of-late",
                      Tuple.of(0.0, at, null, first, last, LAST).addInteger(51))
                  .indexes())
          .contains("paper_scores_published");
      assertThat(
              plan(plans, "literature.timeline", Tuple.of(shelf.topic(), last, LAST, 51)).indexes())
          .contains("idx_artifact_topics_topic_artifact");
      assertThat(plan(plans, "literature.recent", Tuple.of(at, null, last, LAST, 51)).indexes())
          .contains("idx_papers_publication_date");
      assertThat(
              plan(plans, "literature.related-topics", Tuple.of(shelf.topic(), first, LAST, 51))
                  .indexes())
          .contains("idx_topic_similarity_topic1_score", "idx_topic_similarity_topic2_score");
      assertThat(plan(plans, "literature.trending", Tuple.of(at, first, LAST, 51)).indexes())
          .contains("idx_entities_influence");
      assertThat(
              plan(plans, "literature.trending-of-late", Tuple.of(at, first, LAST, 51)).indexes())
          .contains("idx_entities_activity_influence");
      assertThat(plan(plans, "literature.similar", Tuple.of(shelf.paper(3), 10)).indexes())
          .contains("papers_title_similarity");
    }
  }
}
