package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What was found to read, and what was read for a question. */
final class PaperTable {

  /**
   * Words are looked up in an index that knows no order. {@link RecordList} says when it is used.
   */
  static final RecordTable PAPERS =
      RecordTable.of(Kind.PAPER, "papers")
          .index("created", "source")
          .index("created", "domain")
          .index("createdAt")
          .index("relevance")
          .index("relevance", "domain")
          .index("published")
          .index("published", "domain")
          .filter("doi", "lower(a.doi) = lower(%s)")
          .sort("relevance", "relevanceScore")
          .sort("published", "publishedAt")
          .many(
              "topics",
              Kind.TOPIC,
              "b.id = any(array(select t.topic_id from paper_topics t where t.paper_id = a.id limit 100))")
          .many("readings", Kind.READING, "b.paper_id = a.id");

  static final RecordTable READINGS =
      RecordTable.of(Kind.READING, "readings")
          .index("created", "hypothesisId")
          .index("created", "paperId")
          .index("created", "sessionId")
          .one("paper", Kind.PAPER, "b.id = a.paper_id");

  private PaperTable() {}
}
