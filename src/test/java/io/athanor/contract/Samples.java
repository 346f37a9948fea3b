package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Values of every record of the contract. Each component is set in one sample of its record at
 * least; a second sample leaves out what may be null.
 */
public final class Samples {

  static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  static final UUID OTHER_ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");
  static final Instant AT = Instant.parse("2026-11-20T10:15:30.123456789Z");
  static final Caller CALLER = new Caller("marie");
  static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  static final String TEXT = "\u00fc \u2028 \ud83d\ude80 \"quoted\" \\ \t\u0000 </script>";

  // Spaces, order, a large number and a duplicate key must all arrive as they are.
  static final Json JSON = new Json("{ \"b\":1e400,\"a\" : [1.0, null],  \"a\": 1 }");

  /** All samples. */
  public static List<Record> all() {
    return Stream.of(
            PlainSamples.all(),
            ExperimentSamples.all(),
            QueueSamples.all(),
            AttemptSamples.all(),
            LiveSamples.all(),
            FailureSamples.all(),
            CheckSamples.all(),
            NodeSamples.all(),
            ContentSamples.all(),
            ResearchSamples.all(),
            LiteratureSamples.all(),
            SpecificationSamples.all(),
            CacheSamples.all(),
            ProfileSamples.all(),
            HistorySamples.all(),
            PlanSamples.all(),
            WhatIfSamples.all(),
            StatisticsSamples.all(),
            AdviceSamples.all(),
            CopySamples.all(),
            ChangeSamples.all(),
            OperationSamples.all(),
            DiagnosticSamples.all(),
            ReportSamples.all())
        .flatMap(List::stream)
        .toList();
  }

  private Samples() {}
}
