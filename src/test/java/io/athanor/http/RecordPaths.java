package io.athanor.http;

import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Listing;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths of records for openapi.yaml, told by the contract. */
final class RecordPaths {

  /** Parameters that the document describes for other lists already. */
  private static final Set<String> SHARED =
      Set.of("domain", "sessionId", "hypothesisId", "createdAfter", "createdBefore");

  private RecordPaths() {}

  static String all() {
    return Stream.of(Kind.values())
        .map(kind -> collection(kind) + batch(kind) + single(kind))
        .collect(Collectors.joining());
  }

  private static String schema(String name) {
    return "{$ref: '#/components/schemas/" + name + "'}";
  }

  private static String parameter(String name) {
    return "        - {$ref: '#/components/parameters/" + name + "'}\n";
  }

  private static String body(String schema) {
    return "      requestBody: {required: true, content: {application/json: {schema: "
        + schema
        + "}}}\n";
  }

  private static String change(String schema) {
    return "      requestBody: {required: true, content: {application/json: {schema: "
        + schema
        + "}, application/merge-patch+json: {schema: "
        + schema
        + "}}}\n";
  }

  private static String answer(int status, String description, String headers, String schema) {
    String all = headers.isEmpty() ? "" : ", headers: {" + headers + "}";
    String content =
        schema.isEmpty() ? "" : ", content: {application/json: {schema: " + schema + "}}";
    return "        '" + status + "': {description: " + description + all + content + "}\n";
  }

  private static final String ETAG = "ETag: {$ref: '#/components/headers/ETag'}";
  private static final String MADE = "Location: {$ref: '#/components/headers/Location'}, " + ETAG;
  private static final String REFUSED =
      "        default: {$ref: '#/components/responses/Problem'}\n";

  private static String operation(String method, String id, String summary) {
    return "    " + method + ":\n      operationId: " + id + "\n      summary: " + summary + "\n";
  }

  private static String collection(Kind kind) {
    String name = RecordSchemas.name(kind);
    String stored = schema("Stored" + name);
    StringBuilder text = new StringBuilder("  /api/v1/" + kind.path() + ":\n");
    text.append(operation("post", "create" + name, "Store one " + kind.word() + "."));
    text.append("      parameters:\n").append(parameter("IdempotencyKey"));
    text.append(body(schema(name))).append("      responses:\n");
    text.append(answer(201, "Stored.", MADE, stored));
    if (kind == Kind.MEMORY) {
      text.append(answer(200, "The value of the key was replaced.", MADE, stored));
    }
    text.append(REFUSED);
    text.append(
        operation("get", "list" + plural(kind), "List " + kind.path() + ", a page at a time."));
    text.append("      parameters:\n");
    kind.listing().filters(kind).forEach(filter -> text.append(filter(filter)));
    text.append(sort(kind.listing()));
    if (!kind.listing().includes().isEmpty()) {
      text.append(include(kind));
    }
    text.append(parameter("Limit")).append(parameter("Cursor")).append("      responses:\n");
    text.append(answer(200, "A page.", "", schema(name + "Page"))).append(REFUSED);
    return text.toString();
  }

  private static String plural(Kind kind) {
    return RecordSchemas.camel(kind.path());
  }

  private static String filter(Field filter) {
    String name = filter.name();
    return SHARED.contains(name)
        ? parameter(name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1))
        : "        - {name: "
            + name
            + ", in: query, schema: "
            + RecordSchemas.schema(filter, false, false)
            + "}\n";
  }

  private static String sort(Listing listing) {
    List<String> both =
        listing.sorts().stream()
            .flatMap(sort -> Stream.of(sort, sort.startsWith("-") ? sort.substring(1) : "-" + sort))
            .toList();
    return "        - {name: sort, in: query, description: A minus in front is largest or newest first., schema: {type: string, enum: ["
        + String.join(", ", both)
        + "], default: "
        + both.get(0)
        + "}}\n";
  }

  private static String include(Kind kind) {
    String words = String.join("|", kind.listing().includes());
    return "        - {name: include, in: query, description: \"Related records, between commas: of each sort the newest, at most 100 and 1 MB.\", schema: {type: string, pattern: '^("
        + words
        + ")(,("
        + words
        + "))*$'}}\n";
  }

  private static String batch(Kind kind) {
    String name = RecordSchemas.name(kind);
    return "  /api/v1/"
        + kind.path()
        + "/batch:\n"
        + operation(
            "post", "create" + plural(kind), "Store up to 1000 " + kind.path() + ", all or none.")
        + "      parameters:\n"
        + parameter("IdempotencyKey")
        + body(
            "{type: object, additionalProperties: false, required: [items], properties: {items: {type: array, minItems: 1, maxItems: 1000, items: "
                + schema(name)
                + "}}}")
        + "      responses:\n"
        + answer(201, "\"Stored, in the order of the request.\"", "", schema("Made"))
        + REFUSED;
  }

  private static String single(Kind kind) {
    String name = RecordSchemas.name(kind);
    String stored = schema("Stored" + name);
    StringBuilder text = new StringBuilder("  /api/v1/" + kind.path() + "/{id}:\n");
    text.append(operation("get", "get" + name, "Look at one " + kind.word() + "."));
    text.append("      parameters:\n").append(parameter("Id")).append(parameter("IfNoneMatch"));
    if (!kind.listing().includes().isEmpty()) {
      text.append(include(kind));
    }
    text.append("      responses:\n");
    text.append(
        answer(
            200, "The " + kind.word() + "; with an ETag where nothing is included.", "", stored));
    text.append(answer(304, "It is what it was.", ETAG, "")).append(REFUSED);
    text.append(
        operation("patch", "change" + name, "Change some fields of one " + kind.word() + "."));
    text.append("      parameters:\n").append(parameter("Id")).append(parameter("IfMatch"));
    text.append(change(schema(name + "Change"))).append("      responses:\n");
    text.append(answer(200, "Changed.", ETAG, stored)).append(REFUSED);
    text.append(
        operation(
            "delete",
            "delete" + name,
            "Delete one " + kind.word() + " and what belongs to it alone."));
    text.append("      parameters:\n").append(parameter("Id")).append(parameter("IfMatch"));
    text.append("      responses:\n").append(answer(204, "Deleted.", "", "")).append(REFUSED);
    return text.toString();
  }
}
