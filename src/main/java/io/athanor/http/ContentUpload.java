package io.athanor.http;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Stores a content under the digest that its sender computed, as it arrives. It is there once its
 * last chunk is and all of them have this digest; what is cut off before is collected later, or
 * completed by whoever sends it again.
 */
final class ContentUpload {

  private final ContentTransfer contents;
  private final RequestBody bodies;
  private final HttpConfig config;

  ContentUpload(ContentTransfer contents, RequestBody bodies, HttpConfig config) {
    this.contents = contents;
    this.bodies = bodies;
    this.config = config;
  }

  /** Answers 201 once it is stored, and 200 where it was there already. */
  Future<Void> receive(RoutingContext ctx) {
    String digest = PathParameters.digest(ctx);
    Query.none(ctx);
    RequestBody.checkType(ctx.request(), List.of(RequestBody.BYTES));
    long size = size(ctx);
    // Until it is known what becomes of the body.
    ctx.request().pause();
    return contents
        .isThere(digest)
        .compose(there -> there ? compare(ctx, digest) : store(ctx, digest, size));
  }

  private long size(RoutingContext ctx) {
    String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      throw Problem.of(411, "length-required", "An upload must say its Content-Length.").raise();
    }
    long size = RequestBody.length(length);
    if (size > config.contentLimit()) {
      throw Problem.of(
              413,
              "body-too-large",
              "The content has "
                  + size
                  + " bytes; at most "
                  + config.contentLimit()
                  + " are taken. Split it, or raise http.contentLimit in the configuration of the node.")
          .raise();
    }
    return size;
  }

  /** The sender may not take other bytes for what is stored. */
  private Future<Void> compare(RoutingContext ctx, String digest) {
    ChunkSink sink = new ChunkSink((number, chunk) -> Future.succeededFuture(true));
    return bodies.stream(ctx, sink)
        .compose(read -> sink.finish())
        .compose(
            whole -> {
              checkDigest(digest, sink.digest());
              return Replies.record(
                  ctx, 200, new ContentRoutes.StoredContent(digest, sink.received()));
            });
  }

  private Future<Void> store(RoutingContext ctx, String digest, long size) {
    ChunkSink sink = new ChunkSink((number, chunk) -> contents.put(digest, size, number, chunk));
    return bodies.stream(ctx, sink)
        .compose(read -> sink.finish())
        .recover(cause -> Future.failedFuture(refused(cause, digest, sink)))
        .compose(
            whole -> {
              if (!whole) {
                return Future.failedFuture(ContentTransfer.incomplete());
              }
              checkDigest(digest, sink.digest());
              return Replies.created(
                  ctx,
                  "/api/v1/contents/" + digest,
                  HttpJson.write(new ContentRoutes.StoredContent(digest, size)));
            });
  }

  /** The digest is of the chunks that are stored, and some may be of somebody else's upload. */
  private static Throwable refused(Throwable cause, String digest, ChunkSink sink) {
    boolean mismatch =
        cause instanceof RefusedException known
            && known.refusal().failure() == Failure.UNPROCESSABLE;
    if (!mismatch) {
      return cause;
    }
    String found = sink.digest();
    if (!found.equals(digest)) {
      return wrongDigest(found);
    }
    return new RefusedException(
        new Refusal(
            Failure.CONFLICT,
            "upload-mixed",
            "Parts of another upload under this digest were in the way; they are gone.",
            "Send it again.",
            null));
  }

  private static void checkDigest(String digest, String found) {
    if (!found.equals(digest)) {
      throw wrongDigest(found);
    }
  }

  private static ProblemException wrongDigest(String found) {
    return Problem.of(
            422, "bad-content", "What was sent has the digest " + found + "; it is not stored.")
        .raise();
  }
}
