package io.athanor.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Samples of the records that several conversations share. */
final class PlainSamples {

  static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(30),
          Duration.ofNanos(1_500_000_001),
          256L << 20,
          64,
          128L << 20,
          64L << 20,
          1 << 20,
          Long.MAX_VALUE,
          "none");

  static List<Record> all() {
    return List.of(
        Samples.CALLER,
        Samples.JSON,
        new Json("\"text\""),
        bytes(0),
        bytes(Bytes.MAX),
        LIMITS,
        new Refusal.FieldError("limits.wall", Samples.TEXT),
        new Refusal(
            Failure.UNPROCESSABLE,
            "above-ceiling",
            Samples.TEXT,
            "Ask for less.",
            List.of(new Refusal.FieldError("limits.wall", "at most PT1H"))),
        Refusal.of(Failure.NOT_FOUND, "There is no such experiment."),
        new Submission.Input("train.csv", Samples.DIGEST),
        new Submission.Requests(0.5, "256MB", "PT10S"),
        new Submission.Requests(null, null, null),
        new Submission.Retry(2, List.of("CRASHED"), "PT2S", 3.0, "PT1H", "2GB"),
        new Submission.Retry(null, null, null, null, null, null),
        new Submission.LimitsAsked(
            "PT30S", "PT10S", "256MB", 64, "128MB", "64MB", "1MB", "1MB", "none"),
        new Submission.LimitsAsked(null, null, null, null, null, null, null, null, null),
        submission(),
        emptySubmission());
  }

  static Bytes bytes(int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) (i * 31);
    }
    return new Bytes(value);
  }

  static Submission submission() {
    return new Submission(
        "a name",
        "python",
        "print('" + Samples.TEXT + "')",
        Samples.DIGEST,
        List.of("--fast", ""),
        Samples.JSON,
        List.of(new Submission.Input("train.csv", Samples.DIGEST)),
        Map.of("HOME", "/tmp"),
        42L,
        true,
        -100,
        "gpu",
        new Submission.Requests(1.5, "1GB", "PT1M"),
        new Submission.LimitsAsked(
            "PT30S", "PT10S", "256MB", 64, "128MB", "64MB", "1MB", "1MB", "none"),
        "key",
        "strict",
        "group",
        "finished",
        List.of(Samples.OTHER_ID),
        Samples.AT,
        new Submission.Retry(3, List.of("FAILED"), "PT1S", 1.5, "PT1M", "1GB"),
        "chemistry",
        Samples.ID,
        Samples.OTHER_ID,
        "simulation",
        Samples.TEXT,
        Samples.JSON,
        Map.of("phase", "2"));
  }

  static Submission emptySubmission() {
    return new Submission(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  private PlainSamples() {}
}
