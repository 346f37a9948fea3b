package io.athanor.contract;

import static io.athanor.contract.Field.array;
import static io.athanor.contract.Field.choice;
import static io.athanor.contract.Field.domain;
import static io.athanor.contract.Field.id;
import static io.athanor.contract.Field.number;
import static io.athanor.contract.Field.object;
import static io.athanor.contract.Field.score;
import static io.athanor.contract.Field.text;
import static io.athanor.contract.Field.time;
import static io.athanor.contract.Field.whole;

import java.util.List;

/** What was read and by whom it was written, what it is about, and how it hangs together. */
final class LiteratureFields {

  static final List<Field> PAPER =
      List.of(
          choice("type", "preprint", "paper", "repo", "release", "tweet", "post").or("\"paper\""),
          text("source", 1, 50).needed(),
          text("sourceId", 1, 500),
          text("title", 1, 2_000).needed(),
          array("authors", 10_000).or("[]"),
          array("authorEntityIds", 10_000).or("[]"),
          text("abstract", 0, 100_000),
          text("url", 0, 2_000),
          text("doi", 1, 300),
          text("arxivId", 1, 50),
          time("publishedAt"),
          domain(),
          array("keywords", 1_000).or("[]"),
          text("summary", 0, 100_000),
          array("keyMethods", 1_000).or("[]"),
          array("keyFindings", 1_000).or("[]"),
          score("relevanceScore"),
          object("classification"),
          object("raw"),
          time("analyzedAt"));

  static final List<Field> READING =
      List.of(
          id("sessionId").needed().fixed(),
          id("paperId").needed().fixed(),
          id("hypothesisId").fixed(),
          text("note", 0, 20_000));

  static final List<Field> TOPIC =
      List.of(
          text("name", 1, 200).needed(),
          text("taxonomyPath", 1, 500).needed(),
          text("description", 0, 20_000));

  static final List<Field> PAPER_TOPIC =
      List.of(
          id("paperId").needed().fixed(),
          id("topicId").needed().fixed(),
          score("confidence").or("1"),
          time("publishedAt").computed());

  static final List<Field> TOPIC_SIMILARITY =
      List.of(
          id("topicId").needed().fixed(),
          id("otherId").needed().fixed(),
          score("similarity").needed(),
          time("computedAt").or(Field.NOW));

  static final List<Field> ENTITY =
      List.of(
          choice("type", "person", "lab", "org").needed(),
          text("name", 1, 500).needed(),
          text("description", 0, 20_000),
          text("homepageUrl", 0, 2_000),
          array("accounts", 1_000).or("[]"),
          object("impactMetrics"),
          object("collaborationNetwork"),
          object("researchTrajectory"),
          array("expertiseAreas", 1_000).or("[]"),
          object("platformActivity"),
          number("influenceScore", 0, 1e12).or("0"),
          time("lastActivityAt"),
          object("metadata"),
          id("mergedIntoId"));

  static final List<Field> RELATIONSHIP =
      List.of(
          id("sourceId").needed().fixed(),
          id("targetId").needed().fixed(),
          choice("type", "cite", "reference", "discuss", "implement", "mention", "related")
              .needed()
              .fixed(),
          score("confidence").or("1"),
          text("detectionMethod", 1, 100),
          object("metadata"));

  private static final double MANY = 1e12;

  static final List<Field> EXPERIMENT_RUN =
      List.of(
          id("experimentId").needed().fixed(),
          choice("status", "running", "completed", "failed").or("\"completed\""),
          time("startedAt").or(Field.NOW),
          time("finishedAt"),
          whole("truePositives", 0, MANY).or("0"),
          whole("falsePositives", 0, MANY).or("0"),
          whole("trueNegatives", 0, MANY).or("0"),
          whole("falseNegatives", 0, MANY).or("0"),
          score("precision").computed(),
          score("recall").computed(),
          score("f1Score").computed(),
          score("accuracy").computed(),
          object("config"));

  private LiteratureFields() {}
}
