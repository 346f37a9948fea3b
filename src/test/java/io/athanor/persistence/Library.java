package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Create;
import io.athanor.contract.Research.Stored;
import io.athanor.research.ResearchVerticle;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A research store behind its front desk, asked as HTTP would ask it. */
final class Library {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The id of nothing. */
  static final UUID NOBODY = new UUID(0x1234L << 16 | 0x7000, 0x8000000000000000L);

  private final StoreNode store;
  private Map<Kind, UUID> made = Map.of();
  private UUID experiment;

  private Library(StoreNode store) {
    this.store = store;
  }

  /** Puts the front desk onto a store's node. */
  static Library on(StoreNode store) {
    Await.value(store.vertx().deployVerticle(new ResearchVerticle(store.node())));
    return new Library(store);
  }

  /** With one record of each kind and another experiment. */
  Library filled() {
    made = oneOfEach();
    experiment = store.insert(Draft.in("library")).get(0);
    return this;
  }

  UUID made(Kind kind) {
    return made.get(kind);
  }

  /** A further record of what it was filled with. */
  String sample(Kind kind) {
    return sample(kind, experiment, made);
  }

  Future<Research.Created> asks(Kind kind, String... records) {
    List<Json> all = Stream.of(records).map(Json::new).toList();
    return store.ask(Research.CREATE, new Create(kind, all, Caller.ADMIN, null, null));
  }

  Stored makes(Kind kind, String record) {
    return Await.value(asks(kind, record)).records().get(0);
  }

  UUID make(Kind kind, String record) {
    return makes(kind, record).id();
  }

  Refusal refuses(Kind kind, String... records) {
    return Await.refusal(asks(kind, records));
  }

  Future<Stored> change(Kind kind, UUID id, Integer version, String changes) {
    return store.ask(
        Research.UPDATE, new Research.Update(kind, id, version, new Json(changes), Caller.ADMIN));
  }

  Future<Research.Deleted> delete(Kind kind, UUID id, Integer version) {
    return store.ask(Research.DELETE, new Research.Delete(kind, id, version, Caller.ADMIN));
  }

  JsonObject get(Kind kind, UUID id, String... include) {
    return new JsonObject(
        store
            .get(Research.GET, new Research.Get(kind, id, List.of(include), Caller.ADMIN))
            .body()
            .text());
  }

  Refusal missing(Kind kind, UUID id) {
    return Await.refusal(
        store.ask(Research.GET, new Research.Get(kind, id, List.of(), Caller.ADMIN)));
  }

  static Research.ListPage page(
      Kind kind, Map<String, String> filters, String sort, int limit, String cursor) {
    return new Research.ListPage(kind, filters, List.of(), sort, limit, cursor, Caller.ADMIN);
  }

  /** Ids of all pages, with so many on each. */
  List<UUID> walk(Kind kind, Map<String, String> filters, String sort, int limit) {
    List<UUID> found = new ArrayList<>();
    String cursor = null;
    do {
      var page = store.get(Research.LIST, page(kind, filters, sort, limit, cursor));
      ids(page.items()).forEach(found::add);
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  static Stream<UUID> ids(Json items) {
    return new JsonArray(items.text())
        .stream().map(item -> UUID.fromString(((JsonObject) item).getString("id")));
  }

  /** One record of each kind that hangs together with the others. */
  Map<Kind, UUID> oneOfEach() {
    Map<Kind, UUID> made = new EnumMap<>(Kind.class);
    UUID experiment = store.insert(Draft.in("library")).get(0);
    for (Kind kind : Kind.values()) {
      made.put(kind, make(kind, paired(kind, sample(kind, experiment, made), made)));
    }
    return made;
  }

  /** With another topic or paper to be compared with. */
  private String paired(Kind kind, String record, Map<Kind, UUID> made) {
    Kind other = kind == Kind.RELATIONSHIP ? Kind.PAPER : Kind.TOPIC;
    return record.contains(other.name() + "2")
        ? record.replace(other.name() + "2", make(other, sample(other, null, made)).toString())
        : record;
  }

  /** A record with no more than it needs, and another one at each call. */
  static String sample(Kind kind, UUID experiment, Map<Kind, UUID> made) {
    return Specimens.of(kind, NUMBER.incrementAndGet(), experiment, made);
  }
}
