package io.athanor.contract;

import static io.athanor.contract.Field.LARGEST;
import static io.athanor.contract.Field.array;
import static io.athanor.contract.Field.choice;
import static io.athanor.contract.Field.flag;
import static io.athanor.contract.Field.id;
import static io.athanor.contract.Field.number;
import static io.athanor.contract.Field.object;
import static io.athanor.contract.Field.text;
import static io.athanor.contract.Field.time;
import static io.athanor.contract.Field.whole;

import java.util.List;

/** Technical specifications in the making. */
final class SpecificationFields {

  static final List<Field> SPEC_SESSION =
      List.of(
          id("projectId").needed().fixed(),
          id("designJobId").needed().fixed(),
          id("userId").fixed(),
          choice("status", "pending", "in_progress", "paused", "completed", "failed")
              .or("\"pending\""),
          choice(
                  "currentStage",
                  "initializing",
                  "loading_design_docs",
                  "identifying_gaps",
                  "researching_technologies",
                  "awaiting_user_decision",
                  "generating_trd",
                  "validating_output",
                  "completed")
              .or("\"initializing\""),
          number("progressPercentage", 0, 100).or("0"),
          object("sessionData").or("{}"),
          text("websocketUrl", 0, 2_000),
          time("completedAt").computed());

  static final List<Field> DECISION =
      List.of(
          id("specSessionId").needed().fixed(),
          choice(
                  "technologyCategory",
                  "authentication",
                  "database",
                  "file_upload",
                  "email",
                  "payments",
                  "frontend_framework",
                  "backend_framework",
                  "caching",
                  "real_time",
                  "deployment")
              .needed()
              .fixed(),
          text("gapDescription", 0, 20_000),
          array("researchedOptions", 1_000).or("[]"),
          text("selectedTechnology", 1, 100),
          text("selectionReasoning", 0, 500),
          time("decidedAt").computed());

  static final List<Field> MESSAGE =
      List.of(
          id("specSessionId").needed().fixed(),
          id("decisionId").fixed(),
          choice("role", "user", "agent", "system").needed().fixed(),
          text("message", 1, 100_000).needed().fixed(),
          text("messageType", 1, 50),
          object("metadata"),
          time("at").or(Field.NOW).fixed());

  static final List<Field> DOCUMENT =
      List.of(
          id("specSessionId").needed().fixed(),
          whole("revision", 1, 100_000_000).fixed(),
          text("trdContent", 1, 1_000_000).needed(),
          object("apiSpecification"),
          object("databaseSchema"),
          object("techStackDocument"),
          text("architectureDiagram", 0, 100_000),
          number("qualityScore", 0, 100),
          object("validationReport"));

  static final List<Field> ERROR =
      List.of(
          id("specSessionId").needed().fixed(),
          text("node", 1, 100).needed().fixed(),
          text("errorType", 1, 50).needed().fixed(),
          text("message", 1, 20_000).needed().fixed(),
          text("stackTrace", 0, 100_000).fixed(),
          whole("retryCount", 0, LARGEST).or("0"),
          flag("recovered").or("false"),
          text("recoveryStrategy", 1, 100));

  private SpecificationFields() {}
}
