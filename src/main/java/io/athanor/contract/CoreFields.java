package io.athanor.contract;

import static io.athanor.contract.Field.LARGEST;
import static io.athanor.contract.Field.array;
import static io.athanor.contract.Field.choice;
import static io.athanor.contract.Field.domain;
import static io.athanor.contract.Field.flag;
import static io.athanor.contract.Field.id;
import static io.athanor.contract.Field.number;
import static io.athanor.contract.Field.object;
import static io.athanor.contract.Field.score;
import static io.athanor.contract.Field.tags;
import static io.athanor.contract.Field.text;
import static io.athanor.contract.Field.time;
import static io.athanor.contract.Field.whole;

import java.util.List;

/** What is asked, claimed and found, who works on it, and where its time went. */
final class CoreFields {

  static final List<Field> SESSION =
      List.of(
          text("question", 1, 2_000).needed(),
          text("description", 0, 20_000),
          domain(),
          choice("status", "active", "paused", "completed").or("\"active\""),
          whole("iteration", 1, LARGEST).or("1"),
          whole("maxIterations", 1, LARGEST).or("10"),
          flag("autonomousMode").or("true"),
          array("discoveries", 10_000).or("[]"),
          tags(),
          time("completedAt").computed());

  static final List<Field> HYPOTHESIS =
      List.of(
          id("sessionId").fixed(),
          id("parentId").fixed(),
          whole("generation", 1, LARGEST).or("1"),
          text("researchQuestion", 1, 2_000).needed(),
          text("statement", 10, 500).needed(),
          text("rationale", 20, 20_000).needed(),
          domain().needed(),
          choice(
                  "status",
                  "generated",
                  "under_review",
                  "testing",
                  "supported",
                  "rejected",
                  "inconclusive")
              .or("\"generated\""),
          score("noveltyScore"),
          score("testabilityScore"),
          score("confidenceScore"),
          score("priorityScore"),
          array("refinements", 1_000).or("[]"),
          array("similarWork", 1_000).or("[]"),
          array("experimentTypes", 100).or("[]"),
          object("resources"),
          tags());

  static final List<Field> RESULT =
      List.of(
          id("experimentId").needed().fixed(),
          id("hypothesisId").fixed(),
          id("sessionId").fixed(),
          id("parentId").fixed(),
          whole("revision", 1, LARGEST).or("1"),
          choice("status", "success", "partial", "failed", "timeout", "error").or("\"success\""),
          object("data").needed(),
          object("statisticalTests"),
          object("summaryStatistics"),
          text("interpretation", 0, 20_000),
          array("keyFindings", 1_000).or("[]"),
          flag("supportsHypothesis"),
          score("pValue"),
          number("effectSize", -1e308, 1e308),
          array("confidenceInterval", 2),
          array("figures", 1_000).or("[]"),
          object("metadata"));

  static final List<Field> AGENT =
      List.of(
          id("sessionId"),
          text("agentType", 1, 100).needed().fixed(),
          choice(
                  "status",
                  "created",
                  "starting",
                  "running",
                  "idle",
                  "working",
                  "paused",
                  "stopped",
                  "error")
              .or("\"created\""),
          object("config").or("{}"),
          object("stateData").or("{}"),
          whole("messagesSent", 0, LARGEST).or("0"),
          whole("messagesReceived", 0, LARGEST).or("0"),
          whole("tasksCompleted", 0, LARGEST).or("0"),
          whole("errorsEncountered", 0, LARGEST).or("0"),
          time("stoppedAt"));

  private static final double LONGEST = 1e12;

  static final List<Field> PROFILE =
      List.of(
          id("experimentId").fixed(),
          choice("profileType", "experiment", "agent", "workflow").needed().fixed(),
          choice("profilingMode", "light", "standard", "full").needed().fixed(),
          number("executionTime", 0, LONGEST).needed().fixed(),
          number("cpuTime", 0, LONGEST).needed().fixed(),
          number("wallTime", 0, LONGEST).needed().fixed(),
          number("memoryPeakMb", 0, LONGEST).needed().fixed(),
          number("memoryStartMb", 0, LONGEST).or("0").fixed(),
          number("memoryEndMb", 0, LONGEST).or("0").fixed(),
          number("memoryAllocatedMb", 0, LONGEST).or("0").fixed(),
          number("profilerOverheadMs", 0, LONGEST).or("0").fixed(),
          time("startedAt").needed().fixed(),
          time("completedAt").needed().fixed(),
          object("functionCalls").fixed(),
          object("functionTimes").fixed(),
          array("memorySnapshots", 100_000).fixed(),
          text("profileData", 0, 1_000_000).fixed(),
          object("metadata"));

  static final List<Field> BOTTLENECK =
      List.of(
          id("profileId").needed().fixed(),
          text("functionName", 1, 255).needed().fixed(),
          text("moduleName", 1, 255).needed().fixed(),
          number("cumulativeTime", 0, LONGEST).needed().fixed(),
          number("timePercent", 0, 100).needed().fixed(),
          whole("callCount", 0, 9e15).needed().fixed(),
          number("perCallTime", 0, LONGEST).needed().fixed(),
          choice("severity", "critical", "high", "medium", "low").needed());

  private CoreFields() {}
}
