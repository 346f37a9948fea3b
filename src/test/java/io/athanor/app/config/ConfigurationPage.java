package io.athanor.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Fills docs/configuration.md from conf/athanor.yaml. */
final class ConfigurationPage {

  static final Path PAGE = Path.of("docs", "configuration.md");

  private static final String BEGIN = "<!-- generated: settings -->\n";
  private static final String END = "<!-- end -->";

  private ConfigurationPage() {}

  /** The page with its table as it should be. */
  static String fill(String page) throws IOException {
    int from = page.indexOf(BEGIN);
    int to = page.indexOf(END, from);
    if (from < 0 || to < 0) {
      throw new IllegalStateException("the page has no place for the settings");
    }
    return page.substring(0, from + BEGIN.length()) + "\n" + table() + "\n" + page.substring(to);
  }

  private static String table() throws IOException {
    StringBuilder table =
        new StringBuilder("| Key | Default | Variable | Meaning |\n|---|---|---|---|\n");
    ConfigSchema schema = ConfigSchema.of(AthanorConfig.class);
    Deque<String> path = new ArrayDeque<>();
    StringBuilder comment = new StringBuilder();
    for (String line : text().lines().toList()) {
      String bare = line.strip();
      if (bare.startsWith("# ")) {
        comment.append(comment.isEmpty() ? "" : " ").append(bare.substring(2));
      } else if (bare.isEmpty()) {
        comment.setLength(0);
      } else {
        int depth = (line.length() - line.stripLeading().length()) / 2;
        while (path.size() > depth) {
          path.removeLast();
        }
        int colon = bare.indexOf(':');
        path.addLast(bare.substring(0, colon));
        String key = String.join(".", path);
        if (schema.type(key).isPresent()) {
          table.append(row(key, bare.substring(colon + 1).strip(), comment.toString()));
        }
        comment.setLength(0);
      }
    }
    return table.toString();
  }

  private static String row(String key, String value, String comment) {
    String shown = value.isEmpty() || value.equals("\"\"") ? "" : "`" + value + "`";
    return "| `%s` | %s | `ATHANOR_%s` | %s |%n"
        .formatted(
            key,
            shown,
            key.replace('.', '_').toUpperCase(Locale.ROOT),
            comment.replace("|", "\\|"));
  }

  private static String text() throws IOException {
    try (InputStream in = ConfigReader.class.getResourceAsStream("/conf/athanor.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
