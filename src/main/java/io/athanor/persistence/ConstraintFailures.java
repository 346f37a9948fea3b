package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What it means for whoever asked that a constraint of the schema has refused a change. */
final class ConstraintFailures {

  /** SQLSTATE of the triggers that guard changes of status. */
  static final String STATUS = "AT001";

  /** The fields behind a unique index. */
  static final Map<String, List<String>> UNIQUE =
      Map.ofEntries(
          Map.entry("papers_source_id", List.of("source", "sourceId")),
          Map.entry("papers_doi", List.of("doi")),
          Map.entry("papers_arxiv_id", List.of("arxivId")),
          Map.entry("readings_once", List.of("sessionId", "paperId", "hypothesisId")),
          Map.entry("memories_key", List.of("thread", "key")),
          Map.entry("topics_path", List.of("taxonomyPath")),
          Map.entry("paper_topics_pair", List.of("paperId", "topicId")),
          Map.entry("topic_similarities_pair", List.of("topicId", "otherId")),
          Map.entry("relationships_pair", List.of("sourceId", "targetId", "type")),
          Map.entry("tech_spec_sessions_open", List.of("projectId", "designJobId")),
          Map.entry("tech_research_category", List.of("specSessionId", "technologyCategory")),
          Map.entry("generated_trd_documents_revision", List.of("specSessionId", "revision")));

  private ConstraintFailures() {}

  /** The refusal, if it is one of these. */
  static Optional<RefusedException> refusal(String statement, PgException failure) {
    return switch (String.valueOf(failure.getSqlState())) {
      case "23505", "21000" -> Optional.of(duplicate(failure));
      case "23503" ->
          Optional.of(statement.endsWith(".delete") ? inUse(failure) : unknownReference(failure));
      case "23502", "23514", "22001", "22003", "22007", "22008" -> Optional.of(unstorable(failure));
      case STATUS -> Optional.of(status(failure));
      default -> Optional.empty();
    };
  }

  private static RefusedException duplicate(PgException failure) {
    List<String> fields = UNIQUE.getOrDefault(String.valueOf(failure.getConstraint()), List.of());
    String same = fields.isEmpty() ? "key" : String.join(" and ", fields);
    return refused(
        Failure.CONFLICT,
        "duplicate",
        "There is another one with the same " + same + ".",
        "Change the one that is there, or leave this one out.",
        fields.stream().map(field -> new FieldError(field, "is taken")).toList());
  }

  private static RefusedException unknownReference(PgException failure) {
    List<FieldError> errors =
        field(failure)
            .map(name -> new FieldError(name, "refers to nothing that is stored"))
            .toList();
    String what = errors.isEmpty() ? "A reference" : errors.get(0).field();
    return refused(
        Failure.UNPROCESSABLE,
        "unknown-reference",
        what + " refers to something that is not stored.",
        "Store that first, or correct the id.",
        errors);
  }

  /** The field of a foreign key, whose name is {@code table_column_fkey}. */
  private static Stream<String> field(PgException failure) {
    String name = String.valueOf(failure.getConstraint());
    String table = String.valueOf(failure.getTable());
    if (!name.startsWith(table + "_") || !name.endsWith("_fkey")) {
      return Stream.empty();
    }
    String column = name.substring(table.length() + 1, name.length() - "_fkey".length());
    return Stream.of(Kind.values())
        .map(RecordTables::of)
        .filter(one -> one.table().equals(table))
        .flatMap(
            one ->
                one.kind().fields().stream()
                    .map(Field::name)
                    .filter(field -> one.column(field).equals(column)))
        .limit(1);
  }

  private static RefusedException inUse(PgException failure) {
    String table = String.valueOf(failure.getTable());
    String who =
        Stream.of(Kind.values())
            .map(RecordTables::of)
            .filter(one -> one.table().equals(table))
            .map(one -> one.kind().path())
            .findFirst()
            .orElse(table);
    return refused(
        Failure.CONFLICT,
        "in-use",
        "It cannot be deleted: " + who + " refer to it.",
        "Delete those first, or keep it.",
        null);
  }

  private static RefusedException unstorable(PgException failure) {
    String rule =
        failure.getConstraint() != null
            ? " (" + failure.getConstraint() + ")"
            : failure.getColumn() == null ? "" : ": " + failure.getColumn() + " is needed";
    return refused(
        Failure.UNPROCESSABLE,
        "unstorable-value",
        "A value breaks a rule of the store" + rule + ".",
        "Correct the value that the rule names.",
        null);
  }

  private static RefusedException status(PgException failure) {
    String allowed = String.valueOf(failure.getHint());
    String next = allowed.isBlank() || allowed.equals("null") ? "nothing else" : allowed;
    return refused(
        Failure.CONFLICT,
        "status-change-not-allowed",
        "This change of status is not allowed.",
        "From here it can become: " + next + ".",
        List.of(new FieldError("status", "can become " + next)));
  }

  private static RefusedException refused(
      Failure failure, String type, String detail, String advice, List<FieldError> errors) {
    return new RefusedException(new Refusal(failure, type, detail, advice, errors));
  }
}
