package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The pages that are open to everybody: what this is, and the contract of its API. */
final class PageRoutes {

  private static final String STRICT =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Buffer index = resource("/web/index.html");
  private final Buffer contract = resource("/openapi.yaml");

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/", ctx -> page(ctx, "text/html; charset=utf-8", index)),
        Endpoint.open("/openapi.yaml", ctx -> page(ctx, "application/yaml", contract)));
  }

  private static Future<Void> page(RoutingContext ctx, String type, Buffer page) {
    ctx.response().putHeader(Headers.CSP, STRICT).putHeader("Referrer-Policy", "no-referrer");
    return Replies.text(ctx, type, page);
  }

  private static Buffer resource(String name) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
