package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Order;
import io.athanor.contract.State;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The lists of experiments for which an index was made. */
final class ExperimentRequests {

  private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  private static final int ROWS = 51;

  /**
   * One list.
   *
   * @param index what it must be read through
   * @param query how it is asked for over HTTP
   */
  record Served(String index, String query, ListPage page, Tuple parameters) {
    Statement statement() {
      return ExperimentList.statement(page);
    }
  }

  static final List<Served> ALL =
      List.of(
          new Served(
              "idx_experiments_status",
              "state=completed",
              page(State.COMPLETED, null, null, null, Order.NEWEST),
              Tuple.of("COMPLETED", ROWS)),
          new Served(
              "idx_experiments_domain",
              "domain=d",
              page(null, "d", null, null, Order.NEWEST),
              Tuple.of("d", ROWS)),
          new Served(
              "idx_experiments_hypothesis_id",
              "hypothesisId={id}",
              page(null, null, Crowd.NODE, null, Order.NEWEST),
              Tuple.of(Crowd.NODE, ROWS)),
          new Served(
              "idx_experiments_created_at",
              "createdAfter=2020-01-01T00:00:00Z",
              page(null, null, null, FROM, Order.NEWEST),
              Tuple.of(FROM.atOffset(ZoneOffset.UTC), ROWS)),
          new Served(
              "idx_experiments_domain_status",
              "state=completed&domain=d",
              page(State.COMPLETED, "d", null, null, Order.NEWEST),
              Tuple.of("COMPLETED", "d", ROWS)),
          new Served(
              "idx_experiments_status_created",
              "state=completed&order=finished",
              page(State.COMPLETED, null, null, null, Order.FINISHED),
              Tuple.of("COMPLETED", ROWS)));

  private ExperimentRequests() {}

  static ListPage page(State state, String domain, UUID hypothesis, Instant after, Order order) {
    return new ListPage(
        state,
        null,
        domain,
        null,
        hypothesis,
        null,
        Map.of(),
        null,
        null,
        after,
        null,
        order,
        ROWS - 1,
        null,
        Caller.ADMIN);
  }
}
