package io.athanor.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The kinds of records that the research store keeps, each with its fields in reading order and
 * with what can be asked of its pages.
 */
// Lists and records of lists that nobody can change; Error Prone knows such types by name only.
@SuppressWarnings("ImmutableEnumChecker")
public enum Kind {
  SESSION(
      "sessions",
      CoreFields.SESSION,
      Listing.by("domain", "status")
          .with("hypotheses", "experiments", "results", "papers", "agents")),
  HYPOTHESIS(
      "hypotheses",
      CoreFields.HYPOTHESIS,
      Listing.by("domain", "status", "sessionId", "parentId")
          .sorted("-novelty", "-testability")
          .with("session", "children", "experiments", "results", "papers")),
  RESULT(
      "results",
      CoreFields.RESULT,
      Listing.by("experimentId", "hypothesisId", "sessionId", "supportsHypothesis")
          .sorted("pValue")
          .with("experiment", "hypothesis")),
  PAPER(
      "papers",
      LiteratureFields.PAPER,
      Listing.by("domain", "source", "type", "doi", "arxivId")
          .and(Field.text("search", 1, 200))
          .sorted("-relevance", "-published")
          .with("topics", "readings")),
  READING(
      "readings",
      LiteratureFields.READING,
      Listing.by("sessionId", "paperId", "hypothesisId").with("paper")),
  AGENT("agents", CoreFields.AGENT, Listing.by("agentType", "status", "sessionId")),
  PROFILE(
      "profiles",
      CoreFields.PROFILE,
      Listing.by("experimentId", "profileType")
          .sorted("-executionTime", "-memoryPeak")
          .with("bottlenecks")),
  BOTTLENECK(
      "bottlenecks",
      CoreFields.BOTTLENECK,
      Listing.by("profileId", "severity", "functionName").sorted("-timePercent")),
  CONVERSATION(
      "conversations",
      ConversationFields.CONVERSATION,
      Listing.by("thread", "source", "reviewed")
          .and(
              Field.flag("good"),
              Field.time("since"),
              Field.time("until"),
              Field.text("search", 1, 200))
          .usually("-at")),
  MEMORY("memories", ConversationFields.MEMORY, Listing.by("thread", "key")),
  TOPIC(
      "topics",
      LiteratureFields.TOPIC,
      Listing.by("name").and(Field.text("under", 1, 500)).usually("path")),
  PAPER_TOPIC("paper-topics", LiteratureFields.PAPER_TOPIC, Listing.by("paperId").with("topic")),
  TOPIC_SIMILARITY("topic-similarities", LiteratureFields.TOPIC_SIMILARITY, Listing.by()),
  ENTITY(
      "entities",
      LiteratureFields.ENTITY,
      Listing.by("type", "mergedIntoId")
          .and(Field.text("name", 1, 500))
          .sorted("-influence", "-activity")),
  RELATIONSHIP("relationships", LiteratureFields.RELATIONSHIP, Listing.by("type")),
  EXPERIMENT_RUN(
      "experiment-runs",
      LiteratureFields.EXPERIMENT_RUN,
      Listing.by("experimentId").sorted("-started")),
  SPEC_SESSION(
      "spec-sessions",
      SpecificationFields.SPEC_SESSION,
      Listing.by("projectId", "designJobId", "status")
          .with("decisions", "messages", "documents", "errors")),
  DECISION(
      "decisions",
      SpecificationFields.DECISION,
      Listing.by("specSessionId", "technologyCategory").with("messages")),
  MESSAGE("messages", SpecificationFields.MESSAGE, Listing.by("specSessionId", "decisionId")),
  DOCUMENT(
      "documents", SpecificationFields.DOCUMENT, Listing.by("specSessionId").sorted("-quality")),
  ERROR("errors", SpecificationFields.ERROR, Listing.by("specSessionId", "node", "recovered"));

  private final String path;
  private final List<Field> fields;
  private final Listing listing;

  Kind(String path, List<Field> fields, Listing listing) {
    this.path = path;
    this.fields = fields;
    this.listing = listing;
  }

  /** What follows {@code /api/v1/} in the API. */
  public String path() {
    return path;
  }

  /** One of them, as refusals call it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Under what a remembered record is forgotten. */
  public String tag(UUID id) {
    return word() + ":" + id;
  }

  /** All fields but {@code id}, {@code owner}, {@code createdAt, updatedAt} and {@code version}. */
  public List<Field> fields() {
    return fields;
  }

  /** What can be asked of its pages. */
  public Listing listing() {
    return listing;
  }

  /** The field of this name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
