package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Kind;
import io.athanor.contract.Literature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Twelve papers of one topic, each a day older and citing the one before; the first is famous. */
final class Shelf {

  static final int EDGES = 40_000;

  private final List<UUID> papers = new ArrayList<>();
  private final UUID topic;

  private Shelf(UUID topic) {
    this.topic = topic;
  }

  UUID topic() {
    return topic;
  }

  UUID paper(int number) {
    return papers.get(number);
  }

  static Shelf fill(StoreNode store, Library library, Instant now) throws Exception {
    Shelf shelf =
        new Shelf(library.make(Kind.TOPIC, "{\"name\":\"rl\",\"taxonomyPath\":\"ai/ml/rl\"}"));
    for (int i = 0; i < 12; i++) {
      shelf.papers.add(
          library.make(
              Kind.PAPER,
              "{\"source\":\"%s\",\"title\":\"Deep reinforcement learning, part %d\",\"publishedAt\":\"%s\"}"
                  .formatted(i % 2 == 0 ? "arxiv" : "x", i, now.minus(i, ChronoUnit.DAYS))));
      library.make(
          Kind.PAPER_TOPIC,
          "{\"paperId\":\"%s\",\"topicId\":\"%s\"}".formatted(shelf.paper(i), shelf.topic));
      if (i > 0) {
        cite(library, shelf.paper(i), shelf.paper(i - 1), 0.5 + i / 100.0);
      }
      store.get(Literature.SCORE, new Literature.Score(shelf.paper(i), Caller.ADMIN));
    }
    shelf.fillHub(store);
    return shelf;
  }

  static void cite(Library library, UUID from, UUID to, double confidence) {
    library.make(
        Kind.RELATIONSHIP,
        "{\"sourceId\":\"%s\",\"targetId\":\"%s\",\"type\":\"cite\",\"confidence\":%s}"
            .formatted(from, to, confidence));
  }

  /** A paper that 40,000 others mention, and one that 400 of them mention. */
  private void fillHub(StoreNode store) throws Exception {
    store.execute(
        "insert into papers (id, owner, source, title, published_at) select ('0000000000007000a000' || lpad(i::text, 12, '0'))::uuid,"
            + " 'admin', 'bulk', 'Bulk ' || md5(i::text), '1980-01-01' from generate_series(1, "
            + EDGES
            + ") i");
    for (int number = 0; number < 2; number++) {
      store.execute(
          "insert into relationships (id, owner, source_id, target_id, type, confidence) select gen_random_uuid(), 'admin', id, '"
              + paper(number)
              + "', 'mention', 0.4 from papers where source = 'bulk' limit "
              + (number == 0 ? EDGES : 400));
    }
    store.execute("vacuum analyze papers");
    store.execute("vacuum analyze relationships");
  }
}
