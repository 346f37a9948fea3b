package io.athanor.research;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research.OpenSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a research session must look like. Lengths are in characters, not in bytes. */
final class SessionRules {

  static final int MAX_QUESTION = 2_000;
  static final int MAX_DESCRIPTION = 20_000;
  static final int MAX_TAGS = 50;
  static final int MAX_TAG_VALUE = 256;

  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_ .-]{1,100}");
  private static final Pattern TAG_KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final List<FieldError> errors = new ArrayList<>();

  private SessionRules() {}

  /** Every fault of the session in one refusal, or nothing. */
  static Optional<Refusal> check(OpenSession session) {
    SessionRules rules = new SessionRules();
    rules.question(session.question());
    rules.text("description", session.description(), MAX_DESCRIPTION);
    rules.domain(session.domain());
    rules.tags(session.tags());
    if (session.caller() == null) {
      rules.fault("caller", "must be given");
    }
    if (rules.errors.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            Failure.UNPROCESSABLE,
            "invalid-session",
            "The session cannot be accepted.",
            "Correct the fields that are named.",
            rules.errors));
  }

  private void question(String question) {
    if (question == null || question.isBlank()) {
      fault("question", "must say what is to be found out");
    } else {
      text("question", question, MAX_QUESTION);
    }
  }

  private void domain(String domain) {
    if (domain != null && !DOMAIN.matcher(domain).matches()) {
      fault(
          "domain",
          "must be 1 to 100 lower-case letters, digits, spaces, hyphens, underscores or dots");
    }
  }

  private void tags(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      // Not each of them: an answer must not be longer than what it answers.
      fault("tags", "must be at most " + MAX_TAGS);
      return;
    }
    // Sorted, so that the same fault is always told in the same words.
    tags.keySet().stream()
        .sorted()
        .forEach(
            key -> {
              if (TAG_KEY.matcher(key).matches()) {
                text("tags." + key, tags.get(key), MAX_TAG_VALUE);
              } else {
                fault(
                    "tags", "a key must be 1 to 64 letters, digits, underscores, dots or hyphens");
              }
            });
  }

  private void text(String field, String value, int max) {
    if (value == null) {
      return;
    }
    if (value.codePointCount(0, value.length()) > max) {
      fault(field, "must have at most " + max + " characters");
    }
    if (value.indexOf('\0') >= 0) {
      fault(field, "must not contain the NUL character");
    }
    // PostgreSQL stores UTF-8, which has no half characters.
    if (value.codePoints().anyMatch(SessionRules::isHalf)) {
      fault(field, "must not contain half of a surrogate pair");
    }
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private void fault(String field, String message) {
    FieldError error = new FieldError(field, message);
    if (!errors.contains(error)) {
      errors.add(error);
    }
  }
}
