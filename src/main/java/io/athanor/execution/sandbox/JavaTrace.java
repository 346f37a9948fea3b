package io.athanor.execution.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Keeps the beginning and the end of the last stack trace in what a Java program writes to stderr,
 * or of what its compiler says: endless recursion prints a thousand frames below the name of the
 * error.
 */
final class JavaTrace {
  private static final int MOST = 4096;
  private static final String THROWN = "Exception in thread \"";

  private final Pattern complaint;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder rest = new StringBuilder();
  private boolean cut;

  JavaTrace(String file) {
    this.complaint = JavaErrors.complaint(file);
  }

  void add(byte[] chunk) {
    for (byte one : chunk) {
      if (line.size() < MOST) {
        line.write(one);
      }
      if (one == '\n') {
        end();
      }
    }
  }

  private void end() {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing() + "\n";
    line.reset();
    boolean begins =
        text.startsWith(THROWN) || (head.isEmpty() && complaint.matcher(text.strip()).matches());
    if (begins) {
      head.setLength(0);
      rest.setLength(0);
      cut = false;
      head.append(text);
    } else if (!head.isEmpty()) {
      more(text);
    }
  }

  private void more(String text) {
    if (rest.isEmpty() && head.length() + text.length() <= MOST) {
      head.append(text);
      return;
    }
    rest.append(text);
    if (rest.length() > 3 * MOST) {
      rest.delete(0, rest.indexOf("\n", rest.length() - MOST - 1) + 1);
      cut = true;
    }
  }

  /** Empty when there was none. */
  String text() {
    return head + (cut ? "\t...\n" : "") + rest + line.toString(StandardCharsets.UTF_8);
  }
}
