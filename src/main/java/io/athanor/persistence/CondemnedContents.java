package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Contents that are to be removed unless somebody names them in time. */
final class CondemnedContents {

  /** Waits for whoever removes them; what is not among the answers is gone. */
  private static final Statement SPARE =
      new Statement(
          "contents.spare",
          """
          update contents set condemned_at = null
          where digest = any (array(select decode(d, 'hex') from unnest($1::text[]) as d)) and condemned_at is not null
          returning encode(digest, 'hex') as digest""");

  private CondemnedContents() {}

  /**
   * Takes back that these are to be removed, for somebody who is about to name them. Answers those
   * that are still there.
   */
  static Future<Set<String>> spare(Database database, Collection<String> digests) {
    return database
        .run(SPARE, Tuple.tuple().addArrayOfString(digests.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> spared = new HashSet<>();
              rows.forEach(row -> spared.add(row.getString("digest")));
              return spared;
            });
  }
}
