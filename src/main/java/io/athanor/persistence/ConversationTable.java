package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What was said to a language model, and what is remembered of it. */
final class ConversationTable {

  static final RecordTable CONVERSATIONS =
      RecordTable.of(Kind.CONVERSATION, "conversations")
          .index("at")
          .index("at", "thread")
          .index("at", "source")
          .index("at", "reviewed")
          .filter("good", "a.rating >= 4")
          .filter("since", "a.at >= %s")
          .filter("until", "a.at < %s")
          .sort("at", "at");

  /** What is said about a key of a thread again replaces what was said before. */
  static final RecordTable MEMORIES =
      RecordTable.of(Kind.MEMORY, "memories")
          .index("created", "thread")
          .onConflict("(owner, thread, key) do update set value = excluded.value");

  private ConversationTable() {}
}
