package io.athanor.http;

import io.athanor.contract.Kind;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.stream.Stream;

/** The parameters of a path. One that cannot be the name of anything names nothing: 404. */
final class PathParameters {

  private PathParameters() {}

  static UUID id(RoutingContext ctx) {
    return id(ctx, null);
  }

  /**
   * @param lists what to do to see which there are, or null
   */
  static UUID id(RoutingContext ctx, String lists) {
    String text = ctx.pathParam("id");
    return Texts.uuid(text)
        .orElseThrow(
            () -> Problem.of(404, "not-found", "The id is no UUID.").advising(lists).raise());
  }

  static Kind kind(RoutingContext ctx) {
    String path = ctx.pathParam("records");
    return Stream.of(Kind.values())
        .filter(kind -> kind.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  static String digest(RoutingContext ctx) {
    String text = ctx.pathParam("digest");
    if (!Texts.isDigest(text)) {
      throw Problem.of(404, "not-found", "The digest is no SHA-256 in lower-case hexadecimal.")
          .raise();
    }
    return text;
  }

  static String name(RoutingContext ctx) {
    String text = ctx.pathParam("name");
    if (Texts.fault(text).isPresent()) {
      throw Problem.of(404, "not-found", "There is no such name.").raise();
    }
    return text;
  }
}
