package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Literature;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CitationGraphIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;
  private static Shelf shelf;

  @BeforeAll
  static void fill() throws Exception {
    library = Library.on(store);
    shelf = Shelf.fill(store, library, Instant.now());
  }

  private static JsonObject graph(
      UUID paper, boolean incoming, double least, int depth, int limit) {
    return new JsonObject(
        store
            .get(
                Literature.WALK,
                new Literature.Walk(paper, incoming, least, depth, limit, Caller.ADMIN))
            .body()
            .text());
  }

  @Test
  void theGraphIsBoundedAndSafeFromCycles() {
    Shelf.cite(library, shelf.paper(9), shelf.paper(11), 0.9);
    JsonObject graph = graph(shelf.paper(11), false, 0.5, 4, 100);
    assertThat(graph.getBoolean("truncated")).isFalse();
    assertThat(graph.getJsonArray("papers").stream().map(p -> ((JsonObject) p).getInteger("depth")))
        .contains(0, 1, 2)
        .allMatch(depth -> depth <= 4);
    JsonObject cut = graph(shelf.paper(0), true, 0, 4, 50);
    assertThat(cut.getBoolean("truncated")).isTrue();
    assertThat(cut.getJsonArray("relationships")).hasSize(50);
  }

  @Test
  void theGraphTellsOfEachRelationshipOnceAndSaysWhenAPaperHasMore() {
    Shelf.cite(library, shelf.paper(3), shelf.paper(4), 0.9);
    JsonObject cycle = graph(shelf.paper(3), false, 0, 4, 1_000);
    assertThat(
            cycle.getJsonArray("relationships").stream()
                .map(JsonObject.class::cast)
                .map(
                    one ->
                        one.getString("sourceId")
                            + one.getString("targetId")
                            + one.getString("type")))
        .doesNotHaveDuplicates();
    JsonObject wide = graph(shelf.paper(1), true, 0, 4, 1_000);
    assertThat(wide.getBoolean("truncated")).isTrue();
    assertThat(wide.getJsonArray("relationships")).hasSizeGreaterThanOrEqualTo(100);
  }
}
