package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.support.Await;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;

/** Contents of a store and the collector of those that nothing names, with time that passes. */
final class AgedContents {

  private final StoreNode store;
  private final Database database;
  private final ContentCollector collector;

  AgedContents(StoreNode store) {
    this.store = store;
    this.database =
        Database.open(store.vertx(), store.target(), StoreNode.config(2), new StatementMeter());
    this.collector = new ContentCollector(database, Duration.ofHours(24));
  }

  /** Empties the store for the next test. */
  void clear() throws SQLException {
    Await.value(database.close());
    store.clear();
  }

  static String digest(String text) {
    return Draft.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  static Contents.Put putting(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Contents.Put(digest(text), bytes.length, 0, new Bytes(bytes));
  }

  String put(String text) {
    assertThat(store.get(Contents.PUT, putting(text)).complete()).isTrue();
    return digest(text);
  }

  Database database() {
    return database;
  }

  ContentCollector collector() {
    return collector;
  }

  /** As if all had been stored and condemned two days ago. */
  void age() throws SQLException {
    store.execute(
        "update contents set created_at = created_at - interval '2 days', condemned_at = condemned_at - interval '2 days'");
    store.execute("update content_chunks set created_at = created_at - interval '2 days'");
  }

  /** What nothing names now is condemned. */
  void condemn() throws SQLException {
    age();
    Await.value(collector.collect());
  }
}
