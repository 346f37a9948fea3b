package io.athanor.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fills the generated parts of docs/event-bus.md from the contract. */
public final class EventBusPage {

  static final Path PAGE = Path.of("docs", "event-bus.md");

  private static final Path EXAMPLES =
      Path.of("src/test/java/io/athanor/bus/ForeignApplicationTest.java");
  private static final Pattern PART =
      Pattern.compile("(<!-- generated: (\\w+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private EventBusPage() {}

  /** Rewrites the page. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(PAGE, fill(Files.readString(PAGE)));
  }

  /** The page with its generated parts as they should be. */
  static String fill(String page) throws IOException {
    Map<String, String> parts = parts();
    Matcher matcher = PART.matcher(page);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String text = parts.remove(matcher.group(2));
      if (text == null) {
        throw new IllegalStateException("there is no part " + matcher.group(2));
      }
      matcher.appendReplacement(
          filled,
          Matcher.quoteReplacement(matcher.group(1) + "\n" + text + "\n\n" + matcher.group(3)));
    }
    matcher.appendTail(filled);
    if (!parts.isEmpty()) {
      throw new IllegalStateException("the page has no place for " + parts.keySet());
    }
    return filled.toString();
  }

  private static Map<String, String> parts() throws IOException {
    RecordTable records = new RecordTable();
    String examples = Files.readString(EXAMPLES);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("failures", failures());
    parts.put("requests", requests(records));
    parts.put("events", events(records));
    parts.put("records", records.render());
    parts.put("ask", example(examples, "ask"));
    parts.put("hear", example(examples, "hear"));
    return parts;
  }

  private static String failures() {
    StringBuilder table = new StringBuilder("| failure | number |\n|---|---|");
    for (Failure failure : Failure.values()) {
      table.append("\n| ").append(failure).append(" | ").append(failure.code()).append(" |");
    }
    return table.toString();
  }

  private static String requests(RecordTable records) {
    return "| address | request | reply | timeout | served by |\n|---|---|---|---|---|\n"
        + Conversations.requests().stream()
            .map(
                address ->
                    "| `%s` | %s | %s | %d s | %s |"
                        .formatted(
                            address.name(),
                            records.link(address.request()),
                            records.link(address.reply()),
                            address.timeout().toSeconds(),
                            address.role().id()))
            .collect(Collectors.joining("\n"));
  }

  private static String events(RecordTable records) {
    return "| address | event | announced by |\n|---|---|---|\n"
        + Conversations.events().stream()
            .map(
                address ->
                    "| `%s` | %s | %s |"
                        .formatted(
                            address.name(), records.link(address.event()), address.role().id()))
            .collect(Collectors.joining("\n"));
  }

  private static String example(String source, String name) {
    Matcher matcher =
        Pattern.compile("// example: " + name + "\n(.*?)\n *// end of example", Pattern.DOTALL)
            .matcher(source);
    if (!matcher.find()) {
      throw new IllegalStateException("there is no example " + name);
    }
    return "```java\n" + matcher.group(1).stripTrailing().stripIndent() + "\n```";
  }
}
