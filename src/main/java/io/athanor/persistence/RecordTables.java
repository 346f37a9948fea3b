package io.athanor.persistence;

import io.athanor.contract.Kind;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which kind of record is kept where. */
final class RecordTables {

  private static final Map<Kind, RecordStatements> STATEMENTS =
      Stream.of(Kind.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  Function.identity(), kind -> new RecordStatements(of(kind))));

  private RecordTables() {}

  /** The statements about single records of a kind, made once. */
  static RecordStatements statements(Kind kind) {
    return STATEMENTS.get(kind);
  }

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
