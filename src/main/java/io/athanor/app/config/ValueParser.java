package io.athanor.app.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what was written into a typed value. Messages never repeat the value, since it may be a
 * secret.
 */
final class ValueParser {

  private static final Pattern SIZE = Pattern.compile("(-?\\d+)\\s*([KMGT]?)i?B?");
  private static final Pattern TIME = Pattern.compile("(-?\\d+)\\s*(ms|s|m|h|d)");
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final String UNITS = "BKMGT";

  private static final Map<Class<?>, Function<String, Object>> SCALARS =
      Map.of(
          String.class, text -> text,
          int.class, ValueParser::integer,
          long.class, ValueParser::size,
          double.class, ValueParser::real,
          boolean.class, ValueParser::truth,
          Duration.class, ValueParser::time,
          Path.class, ValueParser::path,
          URI.class, ValueParser::uri);

  private ValueParser() {}

  /**
   * The value of {@code raw} as {@code type}.
   *
   * @throws IllegalArgumentException with a message that says what is expected
   */
  static Object parse(RawValue raw, Type type) {
    if (type instanceof ParameterizedType generic) {
      return parseGeneric(raw, generic);
    }
    String text = raw.scalar().orElseThrow(() -> wrong("must be a single value"));
    Class<?> kind = MethodType.methodType((Class<?>) type).unwrap().returnType();
    if (text.isEmpty() && kind != String.class) {
      throw wrong("must have a value");
    }
    if (kind.isEnum()) {
      return constant(text, kind);
    }
    Function<String, Object> parser = SCALARS.get(kind);
    if (parser == null) {
      throw new IllegalStateException("a configuration record cannot hold a " + type);
    }
    return parser.apply(text);
  }

  private static Object parseGeneric(RawValue raw, ParameterizedType type) {
    if (type.getRawType() == Optional.class) {
      boolean none = raw.scalar().map(String::isEmpty).orElse(false);
      return none ? Optional.empty() : Optional.of(parse(raw, type.getActualTypeArguments()[0]));
    }
    if (type.getRawType() == List.class) {
      return raw.list().orElseThrow(() -> wrong("must be a list"));
    }
    if (type.getRawType() == Map.class) {
      return raw.map().orElseThrow(() -> wrong("must be pairs of name and value"));
    }
    throw new IllegalStateException("a configuration record cannot hold a " + type);
  }

  private static Object integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong("must be a whole number");
    }
  }

  private static Object size(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw wrong("must be a number of bytes, such as 65536, 64KB, 256MB or 8GB");
    }
    String unit = size.group(2);
    try {
      long factor = 1L << (10 * (unit.isEmpty() ? 0 : UNITS.indexOf(unit)));
      return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong("is too large");
    }
  }

  private static Object real(String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number that is not finite.
    }
    throw wrong("must be a finite number");
  }

  private static Object truth(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    }
    throw wrong("must be true or false");
  }

  private static Object time(String text) {
    String expected = "must be a time with its unit, such as 100ms, 5s, 10m, 2h, 90d or PT5S";
    Matcher time = TIME.matcher(text);
    try {
      Duration value = time.matches() ? time(time) : Duration.parse(text);
      // Every consumer counts in milliseconds or nanoseconds, where more than this overflows.
      if (value.abs().compareTo(LONGEST) > 0) {
        throw wrong("is too large");
      }
      return value;
    } catch (DateTimeException e) {
      throw wrong(expected);
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong("is too large");
    }
  }

  private static Duration time(Matcher time) {
    long count = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Object path(String text) {
    if (text.startsWith("~")) {
      throw wrong("must be written out: ~ is the shell's and means nothing here");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw wrong("must be a path");
    }
  }

  private static Object uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrong("must be a URI");
    }
  }

  private static Object constant(String text, Class<?> kind) {
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(text.replace('-', '_')))
        .findFirst()
        .orElseThrow(() -> wrong("must be one of " + names(kind)));
  }

  private static String names(Class<?> kind) {
    return Arrays.stream(kind.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }

  private static IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(expected);
  }
}
