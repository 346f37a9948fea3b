package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * Finds the experiment that was meant: a full id, {@code last} for the newest, {@code last~2} for
 * the second before it, or the end of an id. The end and not the beginning, because the ids
 * (UUIDv7) of one hour begin alike.
 */
final class ExperimentIds {
  static final String HELP =
      "A full id, its last 8 or more characters, or 'last' (last~1 is the one before).";
  private static final int SHORT = 8;
  private static final int FULL = 36;
  private static final int NEWEST = 500;

  private ExperimentIds() {}

  /** The last characters of an id, as shown in tables and accepted by every command. */
  static String shortened(String id) {
    return id.substring(Math.max(0, id.length() - SHORT));
  }

  static String resolve(Api api, String typed) {
    String wanted = typed.strip().toLowerCase(Locale.ROOT);
    if (wanted.matches("last(~[0-9]{1,3})?")) {
      return newest(api, wanted.length() == 4 ? 0 : Integer.parseInt(wanted.substring(5)));
    }
    if (!wanted.matches("[0-9a-f-]{" + SHORT + "," + FULL + "}")) {
      throw CommandFailure.usage("'" + SafeText.line(typed) + "' is no experiment id. " + HELP);
    }
    return wanted.length() == FULL ? wanted : bySuffix(api, wanted);
  }

  private static String newest(Api api, int before) {
    if (before >= NEWEST) {
      throw CommandFailure.usage(
          "last~N looks at the newest " + NEWEST + " experiments; use the id.");
    }
    List<String> ids = ids(api, before + 1);
    if (ids.size() <= before) {
      String there =
          ids.isEmpty()
              ? "There is no experiment yet"
              : "There are only " + ids.size() + " experiments";
      throw new CommandFailure(ExitCode.NOT_FOUND, there + ". Submit one with: athanor run FILE");
    }
    return ids.get(before);
  }

  private static String bySuffix(Api api, String suffix) {
    List<String> found = ids(api, NEWEST).stream().filter(id -> id.endsWith(suffix)).toList();
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "None of the newest "
              + NEWEST
              + " experiments has an id that ends with "
              + suffix
              + ". Give the full id.");
    }
    if (found.size() > 1) {
      throw CommandFailure.usage(
          found.size()
              + " experiments have an id that ends with "
              + suffix
              + ". Give more characters.");
    }
    return found.get(0);
  }

  private static List<String> ids(Api api, int limit) {
    JsonNode items = api.get(Api.V1 + "/experiments?limit=" + limit).path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path("id").asText(""))
        .toList();
  }
}
