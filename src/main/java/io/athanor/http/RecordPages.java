package io.athanor.http;

import io.athanor.contract.Caller;
import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Research;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads which page of records a query asks for. */
final class RecordPages {

  /** With related records a page is shorter. */
  private static final int MOST_WITH_OTHERS = 100;

  private RecordPages() {}

  static Research.ListPage of(RoutingContext ctx, Kind kind) {
    List<String> filters = kind.listing().filters(kind).stream().map(Field::name).toList();
    List<String> common = List.of("limit", "cursor", "sort", "include");
    Query query =
        Query.of(ctx, Stream.of(filters, common).flatMap(List::stream).toArray(String[]::new));
    Map<String, String> given = new LinkedHashMap<>();
    for (String filter : filters) {
      String value = query.text(filter);
      if (value != null) {
        given.put(filter, value);
      }
    }
    List<String> include = query.some("include", kind.listing().includes());
    int limit = include.isEmpty() ? query.limit() : query.number("limit", 1, MOST_WITH_OTHERS, 50);
    Research.ListPage page =
        new Research.ListPage(
            kind, given, include, query.text("sort"), limit, query.text("cursor"), Caller.ADMIN);
    query.check();
    return page;
  }
}
