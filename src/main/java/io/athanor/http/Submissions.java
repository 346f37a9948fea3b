package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Submission;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Takes submissions in: long programs go to the store first, the rest to the front desk. */
final class Submissions {

  /** Up to here a program travels inside its submission. */
  private static final int SHORT_SOURCE = 16 * 1024;

  private static final int MOST = 1_000;

  private final Bus bus;
  private final RequestBody bodies;
  private final ContentTransfer contents;

  Submissions(Bus bus, RequestBody bodies, ContentTransfer contents) {
    this.bus = bus;
    this.bodies = bodies;
    this.contents = contents;
  }

  /** The body of a batch. */
  record Batch(List<Submission> experiments) {}

  /**
   * What the body asks for.
   *
   * @param programs long programs by their digest
   */
  private record Asked(
      List<Submission> experiments, Map<String, byte[]> programs, String requestDigest) {}

  Future<Experiments.Submitted> one(RoutingContext ctx) {
    return submit(ctx, body -> checked(List.of(HttpJson.read(body, Submission.class)), i -> ""));
  }

  Future<Experiments.Submitted> batch(RoutingContext ctx) {
    return submit(ctx, Submissions::readBatch).recover(Submissions::inBatch);
  }

  /** The front desk takes one experiment for itself, and names its fields without a place. */
  private static <T> Future<T> inBatch(Throwable cause) {
    if (!(cause instanceof RefusedException refused)) {
      return Future.failedFuture(cause);
    }
    Refusal refusal = refused.refusal();
    List<FieldError> errors =
        refusal.errors().stream()
            .map(
                error ->
                    error.field().startsWith("experiments")
                        ? error
                        : new FieldError("experiments[0]." + error.field(), error.message()))
            .toList();
    return Future.failedFuture(
        new RefusedException(
            new Refusal(
                refusal.failure(), refusal.type(), refusal.detail(), refusal.advice(), errors)));
  }

  private static List<Submission> readBatch(byte[] body) {
    List<Submission> all = HttpJson.read(body, Batch.class).experiments();
    int size = all == null ? 0 : all.size();
    if (size < 1 || size > MOST) {
      String message = "expected 1 to " + MOST + " experiments, found " + size;
      throw Problem.fields(List.of(new FieldError("experiments", message))).raise();
    }
    return checked(all, i -> "experiments[" + i + "].");
  }

  @FunctionalInterface
  private interface Reading {
    List<Submission> read(byte[] body);
  }

  private Future<Experiments.Submitted> submit(RoutingContext ctx, Reading reading) {
    Query.none(ctx);
    String key = Headers.idempotencyKey(ctx.request());
    return bodies
        .read(ctx, RequestBody.JSON)
        .compose(
            body -> {
              Callable<Asked> work = () -> asked(reading.read(body), Contents.digestOf(body));
              return RequestBody.work(ctx, body, work);
            })
        .compose(asked -> storePrograms(asked).map(asked))
        .compose(
            asked ->
                bus.request(
                    Experiments.SUBMIT,
                    new Experiments.Submit(
                        asked.experiments(), Caller.ADMIN, key, asked.requestDigest())));
  }

  /** Here and not at the front desk, which sees long programs by their digest only. */
  private static List<Submission> checked(List<Submission> experiments, IntFunction<String> place) {
    List<FieldError> errors =
        IntStream.range(0, experiments.size())
            .filter(i -> isTooLong(experiments.get(i).source()))
            .mapToObj(i -> tooLong(place.apply(i) + "source"))
            .toList();
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return experiments;
  }

  private static boolean isTooLong(String source) {
    return source != null
        && source.length() > Submission.MAX_SOURCE / 3
        && source.getBytes(StandardCharsets.UTF_8).length > Submission.MAX_SOURCE;
  }

  static FieldError tooLong(String field) {
    return new FieldError(field, "expected at most 1MB of text");
  }

  private static Asked asked(List<Submission> experiments, String digest) {
    Map<String, byte[]> programs = new LinkedHashMap<>();
    List<Submission> small = experiments.stream().map(one -> shortened(one, programs)).toList();
    return new Asked(small, programs, digest);
  }

  /** The submission with a long program replaced by its digest; the front desk sees mistakes. */
  private static Submission shortened(Submission whole, Map<String, byte[]> programs) {
    if (whole.source() == null
        || whole.programId() != null
        || whole.source().length() * 3L <= SHORT_SOURCE) {
      return whole;
    }
    byte[] source = whole.source().getBytes(StandardCharsets.UTF_8);
    if (source.length <= SHORT_SOURCE) {
      return whole;
    }
    String digest = Contents.digestOf(source);
    programs.put(digest, source);
    return withProgram(whole, digest);
  }

  private static Submission withProgram(Submission s, String programId) {
    return new Submission(
        s.name(),
        s.runtime(),
        null,
        programId,
        s.arguments(),
        s.parameters(),
        s.inputs(),
        s.env(),
        s.seed(),
        s.deterministic(),
        s.priority(),
        s.pool(),
        s.requests(),
        s.limits(),
        s.concurrencyKey(),
        s.requiredTier(),
        s.isolation(),
        s.reuse(),
        s.dependsOn(),
        s.notBefore(),
        s.retry(),
        s.domain(),
        s.sessionId(),
        s.hypothesisId(),
        s.experimentType(),
        s.description(),
        s.protocol(),
        s.tags());
  }

  private Future<Void> storePrograms(Asked asked) {
    Future<String> stored = Future.succeededFuture();
    for (Map.Entry<String, byte[]> program : asked.programs().entrySet()) {
      stored = stored.compose(before -> contents.store(program.getKey(), program.getValue()));
    }
    return stored.mapEmpty();
  }
}
