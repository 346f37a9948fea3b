package io.athanor.http;

import io.athanor.contract.Refusal.FieldError;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameters of a query, strictly: what is unknown, doubled or unreadable is a mistake. */
final class Query {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 500;
  private static final int LONGEST = 1_000;

  private final MultiMap parameters;
  private final List<FieldError> errors = new ArrayList<>();

  private Query(MultiMap parameters, List<String> known) {
    this.parameters = parameters;
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        wrong(name, "unknown query parameter" + Spelling.hint(name, known));
      }
    }
  }

  /** The query of a request that may have these parameters. */
  static Query of(RoutingContext ctx, String... known) {
    if (ctx.request().query() == null) {
      return new Query(MultiMap.caseInsensitiveMultiMap(), List.of());
    }
    return new Query(ctx.queryParams(), List.of(known));
  }

  /** Checks that there are no parameters. */
  static void none(RoutingContext ctx) {
    if (ctx.request().query() != null) {
      of(ctx).check();
    }
  }

  /**
   * To be called once everything was read.
   *
   * @throws ProblemException 422 naming every parameter that cannot be accepted
   */
  void check() {
    if (!errors.isEmpty()) {
      throw Problem.fields(List.copyOf(errors)).raise();
    }
  }

  /** The text, or null. */
  String text(String name) {
    List<String> all = parameters.getAll(name);
    if (all.size() > 1) {
      wrong(name, "given more than once");
    }
    return all.isEmpty() ? null : checked(name, all.get(0));
  }

  private String checked(String name, String value) {
    if (value.isEmpty() || value.length() > LONGEST) {
      wrong(name, "expected 1 to " + LONGEST + " characters");
    }
    Texts.fault(value).ifPresent(fault -> wrong(name, fault));
    return value;
  }

  UUID uuid(String name) {
    return parsed(name, "a UUID", Texts::uuid);
  }

  Instant instant(String name) {
    return parsed(name, "a time in ISO-8601, such as 2026-01-31T12:00:00Z", Texts::instant);
  }

  private <T> T parsed(String name, String expected, Function<String, Optional<T>> parser) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<T> value = parser.apply(text);
    if (value.isEmpty()) {
      wrong(name, "expected " + expected);
    }
    return value.orElse(null);
  }

  /** A constant in any case, or null. */
  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return parsed(name, "one of " + choices(type), text -> constant(text, type));
  }

  /** Constants between commas; nothing is the empty list. */
  <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
    String text = text(name);
    List<E> chosen = new ArrayList<>();
    if (text == null) {
      return chosen;
    }
    for (String word : text.split(",", -1)) {
      Optional<E> value = constant(word, type);
      value.filter(one -> !chosen.contains(one)).ifPresent(chosen::add);
      if (value.isEmpty()) {
        wrong(name, "expected some of " + choices(type));
      }
    }
    return chosen;
  }

  /** Words between commas, out of these; nothing is the empty list. */
  List<String> some(String name, List<String> known) {
    String text = text(name);
    if (text == null) {
      return List.of();
    }
    List<String> words = List.of(text.split(",", -1));
    if (!known.containsAll(words)) {
      wrong(
          name,
          known.isEmpty()
              ? "there is nothing to include here"
              : "expected some of " + String.join(", ", known));
    }
    return words.stream().distinct().toList();
  }

  private static <E extends Enum<E>> Optional<E> constant(String text, Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .filter(one -> one.name().equalsIgnoreCase(text))
        .findFirst();
  }

  private static String choices(Class<? extends Enum<?>> type) {
    return Stream.of(type.getEnumConstants())
        .map(one -> one.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** How many items a page has. */
  int limit() {
    return number("limit", 1, MOST, DEFAULT_LIMIT);
  }

  /** A whole number within bounds. */
  int number(String name, int least, int most, int otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    boolean digits = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = digits && !text.isEmpty() ? Integer.parseInt(text) : least - 1;
    if (value < least || value > most) {
      wrong(name, "expected a whole number from " + least + " to " + most);
    }
    return value;
  }

  /** A number within bounds. */
  double decimal(String name, double least, double most, double otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    wrong(name, "expected a number from " + least + " to " + most);
    return otherwise;
  }

  /** Pairs written {@code key:value}; all of them must match. */
  Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : parameters.getAll(name)) {
      int colon = checked(name, text).indexOf(':');
      if (colon < 1) {
        wrong(name, "expected key:value");
      } else if (pairs.put(text.substring(0, colon), text.substring(colon + 1)) != null) {
        wrong(name, "given twice for the same key");
      }
    }
    return pairs;
  }

  private void wrong(String name, String message) {
    errors.add(new FieldError(name, message));
  }
}
