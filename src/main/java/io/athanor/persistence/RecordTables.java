package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Which kind of record is kept where. */
final class RecordTables {

  private RecordTables() {}

  static RecordTable of(Kind kind) {
    return switch (kind) {
      case SESSION -> SessionTable.TABLE;
      case HYPOTHESIS -> HypothesisTable.TABLE;
      case RESULT -> ResultTable.TABLE;
      case PAPER -> PaperTable.PAPERS;
      case READING -> PaperTable.READINGS;
      case AGENT -> AgentTable.TABLE;
      case PROFILE -> ProfileTable.PROFILES;
      case BOTTLENECK -> ProfileTable.BOTTLENECKS;
      case CONVERSATION -> ConversationTable.CONVERSATIONS;
      case MEMORY -> ConversationTable.MEMORIES;
      case TOPIC -> TopicTable.TOPICS;
      case PAPER_TOPIC -> TopicTable.PAPER_TOPICS;
      case TOPIC_SIMILARITY -> TopicTable.SIMILARITIES;
      case ENTITY -> EntityTable.TABLE;
      case RELATIONSHIP -> RelationshipTable.TABLE;
      case EXPERIMENT_RUN -> ExperimentRunTable.TABLE;
      case SPEC_SESSION -> SpecificationTable.SESSIONS;
      case DECISION -> SpecificationTable.DECISIONS;
      case MESSAGE -> SpecificationTable.MESSAGES;
      case DOCUMENT -> SpecificationTable.DOCUMENTS;
      case ERROR -> SpecificationTable.ERRORS;
    };
  }
}
