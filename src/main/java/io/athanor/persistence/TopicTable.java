package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What papers are about. */
final class TopicTable {

  /** Everything below a path lies between two bounds; what else lies there is filtered out. */
  static final RecordTable TOPICS =
      RecordTable.of(Kind.TOPIC, "topics")
          .index("path")
          .index("path", "name")
          .filter(
              "under",
              "a.taxonomy_path >= %1$s and a.taxonomy_path < %1$s || '0'"
                  + " and (a.taxonomy_path = %1$s or starts_with(a.taxonomy_path, %1$s || '/'))")
          .sort("path", "taxonomyPath");

  static final RecordTable PAPER_TOPICS =
      RecordTable.of(Kind.PAPER_TOPIC, "paper_topics")
          .one("topic", Kind.TOPIC, "b.id = a.topic_id");

  static final RecordTable SIMILARITIES =
      RecordTable.of(Kind.TOPIC_SIMILARITY, "topic_similarities");

  private TopicTable() {}
}
