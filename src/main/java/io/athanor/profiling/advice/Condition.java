package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a statement demands of the rows of one table.
 *
 * @param subject of the table
 * @param value with what it is compared; null when with nothing
 * @param whole both
 * @param alternative whether something else would do instead
 */
record Condition(
    Form form,
    String operator,
    Expression subject,
    Expression value,
    Expression whole,
    boolean alternative) {

  /** In which way. */
  enum Form {
    EQUAL,
    /** Equal to one of several. */
    ONE_OF,
    /** True or false. */
    TRUTH,
    IS_NULL,
    NOT_NULL,
    RANGE,
    /** A text begins with another. */
    PREFIX,
    /** By an operator of which only certain methods know. */
    OPERATOR
  }

  private static final Set<String> RANGES = Set.of("<", "<=", ">", ">=");
  private static final Set<String> PATTERN_RANGES = Set.of("~>=~", "~>~", "~<=~", "~<~");

  /** What an operator is with its sides exchanged. */
  private static final Map<String, String> EXCHANGED =
      Map.of(
          "=", "=", "<", ">", "<=", ">=", ">", "<", ">=", "<=", "@>", "<@", "<@", "@>", "&&", "&&",
          "@@", "@@");

  private static final Map<String, Form> TESTS =
      Map.of(
          "null", Form.IS_NULL,
          "not null", Form.NOT_NULL,
          "true", Form.TRUTH,
          "false", Form.TRUTH);

  /**
   * The conditions on one table that an expression holds.
   *
   * @param mine whether a column is of that table
   */
  static List<Condition> of(Expression whole, Predicate<Expression> mine) {
    List<Condition> found = new ArrayList<>();
    for (Expression part : whole.split(Kind.AND)) {
      List<Expression> choices = part.split(Kind.OR);
      for (Expression choice : choices) {
        boolean alternative = choices.size() > 1;
        if (alternative && choice.is(Kind.AND)) {
          of(choice, mine).stream().map(Condition::asAlternative).forEach(found::add);
        } else {
          one(choice, mine, alternative).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Condition asAlternative() {
    return new Condition(form, operator, subject, value, whole, true);
  }

  private static Optional<Condition> one(
      Expression whole, Predicate<Expression> mine, boolean alternative) {
    return switch (whole.kind()) {
      case COLUMN -> unary(Form.TRUTH, whole, whole, mine, alternative);
      case NOT ->
          whole.part(0).is(Kind.COLUMN)
              ? unary(Form.TRUTH, whole.part(0), whole, mine, alternative)
              : Optional.empty();
      case IS ->
          TESTS.containsKey(whole.name())
              ? unary(TESTS.get(whole.name()), whole.part(0), whole, mine, alternative)
              : Optional.empty();
      case OPERATOR, ANY ->
          whole.parts().size() == 2 ? binary(whole, mine, alternative) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Condition> unary(
      Form form,
      Expression subject,
      Expression whole,
      Predicate<Expression> mine,
      boolean alternative) {
    return owns(subject, mine)
        ? Optional.of(new Condition(form, "", subject, null, whole, alternative))
        : Optional.empty();
  }

  private static Optional<Condition> binary(
      Expression whole, Predicate<Expression> mine, boolean alternative) {
    Expression subject = whole.part(0);
    Expression value = whole.part(1);
    String operator = whole.name();
    if (whole.is(Kind.OPERATOR) && EXCHANGED.containsKey(operator) && !owns(subject, mine)) {
      subject = whole.part(1);
      value = whole.part(0);
      operator = EXCHANGED.get(operator);
    }
    boolean apart = owns(subject, mine) && value.columns().stream().noneMatch(mine);
    Form form = form(whole.kind(), operator, value);
    boolean varies = value.is(Kind.OPAQUE) && value.name().equals(OperandReader.SUBPLAN);
    if (!apart || form == null || varies) {
      return Optional.empty();
    }
    return Optional.of(new Condition(form, operator, subject, value, whole, alternative));
  }

  /** Whether all its columns are of the table, and there is one. */
  private static boolean owns(Expression one, Predicate<Expression> mine) {
    List<Expression> columns = one.columns();
    return !columns.isEmpty() && columns.stream().allMatch(mine);
  }

  private static Form form(Kind kind, String operator, Expression value) {
    if (kind == Kind.ANY) {
      return operator.equals("=") ? Form.ONE_OF : null;
    }
    if (operator.equals("=")) {
      return Form.EQUAL;
    }
    if (RANGES.contains(operator)) {
      return Form.RANGE;
    }
    boolean prefix = operator.equals("~~") && beginsPlainly(value.literal());
    if (prefix || operator.equals("^@") || PATTERN_RANGES.contains(operator)) {
      return Form.PREFIX;
    }
    return operator.matches("[a-z ]+|<>.*|.* all|!.*") ? null : Form.OPERATOR;
  }

  private static boolean beginsPlainly(String pattern) {
    return pattern != null && !pattern.isEmpty() && "%_\\".indexOf(pattern.charAt(0)) < 0;
  }

  /** Whether its value comes from another table, or from a subquery. */
  boolean joins() {
    return value != null
        && (!value.columns().isEmpty() || (form == Form.ONE_OF && value.is(Kind.OPAQUE)));
  }

  /** Whether it says the same every time that the statement is executed. */
  boolean constant() {
    return value == null || value.constant();
  }
}
