package io.athanor.cli;

import picocli.CommandLine.Option;

/** The options of a command that lists a page, shared by {@code list} and {@code history}. */
final class PageOptions {

  static final int MOST = 500;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many, at most 500. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int limit;

  @Option(names = "--cursor", description = "Go on where an earlier page ended.")
  private String cursor;

  /** The beginning of a query; {@link #append} adds to it. */
  StringBuilder query() {
    if (limit < 1 || limit > MOST) {
      throw CommandFailure.usage("--limit wants a number from 1 to " + MOST + ".");
    }
    return new StringBuilder("limit=").append(limit);
  }

  void appendCursor(StringBuilder query) {
    append(query, "cursor", cursor);
  }

  static void append(StringBuilder query, String name, String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(Api.encode(value));
    }
  }
}
