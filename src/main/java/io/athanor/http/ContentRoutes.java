package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Submission;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Programs, inputs and artefacts: bytes by digest or by name. */
final class ContentRoutes {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MOST_DIGESTS = 1_000;

  private final Bus bus;
  private final RequestBody bodies;
  private final ContentTransfer contents;
  private final HttpConfig config;

  ContentRoutes(Bus bus, RequestBody bodies, ContentTransfer contents, HttpConfig config) {
    this.config = config;
    this.bus = bus;
    this.bodies = bodies;
    this.contents = contents;
  }

  /** The body of a program; the runtime is for the reader, a program is its text alone. */
  record Program(String source, String runtime) {}

  private record StoredProgram(String programId) {}

  /** What is there now. */
  record StoredContent(String digest, long size) {}

  /** The body that asks what is missing. */
  record MissingBody(List<String> digests) {}

  private record MissingContents(List<String> digests, long largest) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/contents", this::storeContent),
        Endpoint.post("/api/v1/contents/missing", this::missing),
        Endpoint.put(
            "/api/v1/contents/:digest", new ContentUpload(contents, bodies, config)::receive),
        Endpoint.get("/api/v1/contents/:digest", ctx -> content(ctx, RequestBody.BYTES)),
        Endpoint.post("/api/v1/programs", this::storeProgram),
        Endpoint.get("/api/v1/programs/:digest", ctx -> content(ctx, TEXT)),
        Endpoint.get("/api/v1/experiments/:id/artifacts/:name", this::artifact));
  }

  private Future<Void> storeContent(RoutingContext ctx) {
    Query.none(ctx);
    return Future.succeededFuture()
        .compose(begun -> bodies.read(ctx, RequestBody.BYTES))
        .recover(cause -> Future.failedFuture(withAdvice(cause)))
        .compose(
            body ->
                RequestBody.work(ctx, body, () -> Contents.digestOf(body))
                    .compose(digest -> contents.store(digest, body))
                    .compose(
                        digest ->
                            Replies.created(
                                ctx,
                                "/api/v1/contents/" + digest,
                                HttpJson.write(new StoredContent(digest, body.length)))));
  }

  private Throwable withAdvice(Throwable cause) {
    return cause instanceof ProblemException known && known.problem().status() == 413
        ? known
            .problem()
            .advising(
                "PUT /api/v1/contents/{digest} takes up to "
                    + config.contentLimit()
                    + " bytes, under the SHA-256 that its sender computes.")
            .raise()
        : cause;
  }

  /** What a client still has to send, and how much it may send at once. */
  private Future<Void> missing(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(body -> digests(HttpJson.read(body, MissingBody.class).digests()))
        .compose(digests -> bus.request(Contents.MISSING, new Contents.Missing(digests)))
        .compose(
            absent ->
                Replies.record(
                    ctx, 200, new MissingContents(absent.digests(), config.contentLimit())));
  }

  private static List<String> digests(List<String> asked) {
    int size = asked == null ? 0 : asked.size();
    if (size < 1 || size > MOST_DIGESTS) {
      String message = "expected 1 to " + MOST_DIGESTS + " digests, found " + size;
      throw Problem.fields(List.of(new FieldError("digests", message))).raise();
    }
    for (int i = 0; i < size; i++) {
      if (asked.get(i) == null || !Texts.isDigest(asked.get(i))) {
        String message = "is no SHA-256 in lower-case hexadecimal";
        throw Problem.fields(List.of(new FieldError("digests[" + i + "]", message))).raise();
      }
    }
    return asked.stream().distinct().toList();
  }

  private Future<Void> storeProgram(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .compose(body -> RequestBody.work(ctx, body, () -> source(body)))
        .compose(
            source ->
                RequestBody.work(ctx, source, () -> Contents.digestOf(source))
                    .compose(digest -> contents.store(digest, source)))
        .compose(
            digest ->
                Replies.created(
                    ctx, "/api/v1/programs/" + digest, HttpJson.write(new StoredProgram(digest))));
  }

  private static byte[] source(byte[] body) {
    String source = HttpJson.read(body, Program.class).source();
    if (source == null || source.isEmpty()) {
      throw Problem.fields(List.of(new FieldError("source", "is needed"))).raise();
    }
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    if (text.length > Submission.MAX_SOURCE) {
      throw Problem.fields(List.of(Submissions.tooLong("source"))).raise();
    }
    return text;
  }

  private Future<Void> content(RoutingContext ctx, String type) {
    String digest = PathParameters.digest(ctx);
    Query.none(ctx);
    return contents.load(ctx, digest, type);
  }

  private Future<Void> artifact(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    String name = PathParameters.name(ctx);
    Query.none(ctx);
    return bus.request(Experiments.ARTIFACT, new Experiments.FindArtifact(id, name, Caller.ADMIN))
        .compose(
            found -> {
              ctx.response().putHeader("Content-Disposition", attachment(found.name()));
              return contents.load(ctx, found.digest(), type(found.contentType()));
            });
  }

  /** The last part of the name, encoded as RFC 8187 says. */
  private static String attachment(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    String encoded = URLEncoder.encode(file, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename*=UTF-8''" + encoded.replace("*", "%2A");
  }

  /** A program chooses the type of its artefact; what could break the header is not repeated. */
  private static String type(String given) {
    boolean plain = given != null && given.matches("[A-Za-z0-9!#$&^_.+/; =-]{3,100}");
    return plain ? given : RequestBody.BYTES;
  }
}
