package io.athanor.http;

import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Research.Stored;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Writes answers. */
final class Replies {

  private Replies() {}

  static Future<Void> json(RoutingContext ctx, int status, String text) {
    HttpServerResponse response = ctx.response();
    Headers.onEveryResponse(response);
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON)
        .end(text);
  }

  static Future<Void> record(RoutingContext ctx, int status, Object record) {
    return json(ctx, status, HttpJson.write(record));
  }

  /** A new experiment and where it is. */
  static Future<Void> accepted(RoutingContext ctx, Accepted accepted) {
    ctx.response().putHeader(HttpHeaders.LOCATION, "/api/v1/experiments/" + accepted.id());
    return record(ctx, 202, accepted);
  }

  /** The document as the database has built it. */
  static Future<Void> document(RoutingContext ctx, Document document) {
    return json(ctx, 200, document.body().text());
  }

  static Future<Void> page(RoutingContext ctx, Page page) {
    return items(ctx, page.items().text(), page.nextCursor());
  }

  /**
   * A list.
   *
   * @param items a JSON array
   * @param cursor of the next page, or null
   */
  static Future<Void> items(RoutingContext ctx, String items, String cursor) {
    String next = cursor == null ? "null" : HttpJson.write(cursor);
    return json(ctx, 200, "{\"items\":" + items + ",\"nextCursor\":" + next + "}");
  }

  static Future<Void> created(RoutingContext ctx, String location, String text) {
    ctx.response().putHeader(HttpHeaders.LOCATION, location);
    return json(ctx, 201, text);
  }

  /** A record with the tag of its version. */
  static Future<Void> stored(RoutingContext ctx, int status, Stored stored) {
    ctx.response().putHeader(HttpHeaders.ETAG, Headers.etag(stored.version()));
    return json(ctx, status, stored.body().text());
  }

  /** Done, and there is nothing to say. */
  static Future<Void> nothing(RoutingContext ctx) {
    Headers.onEveryResponse(ctx.response());
    return ctx.response().setStatusCode(204).end();
  }

  /** A text that is neither JSON nor a program's. */
  static Future<Void> text(RoutingContext ctx, String type, Buffer text) {
    HttpServerResponse response = ctx.response();
    Headers.onEveryResponse(response);
    return response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(text);
  }

  /**
   * Foreign bytes, as they become available. No browser may take them for a page of ours. If they
   * end before their time, so does the connection.
   */
  static Future<Void> foreign(RoutingContext ctx, String type, PullStream bytes) {
    HttpServerResponse response = ctx.response();
    Headers.onEveryResponse(response);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(Headers.CSP, "default-src 'none'; sandbox");
    if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      response.setChunked(true);
    }
    return bytes.pipe().endOnFailure(false).to(response);
  }
}
