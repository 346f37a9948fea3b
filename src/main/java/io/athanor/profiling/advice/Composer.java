package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Table;
import io.athanor.profiling.advice.Condition.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the candidates for one use of a table: trees, also for a part of the rows, and others. */
final class Composer {

  private static final int MOST_CARRIED = 4;
  private static final double WIDEST_CARRIED = 64;
  private static final int COVERED_SHAPES = 4;
  private static final int PARTIAL_SHAPES = 6;
  private static final int FEW_VALUES = 50;
  private static final double HALF = 0.5;

  /** An index-only one is larger, and of use only while the table is vacuumed often. */
  private static final int COVERING_RANK = -8;

  /** A partial one serves fewer statements. */
  private static final int PARTIAL_RANK = -3;

  private final TableUse use;
  private final KeyMaker maker;
  private final CandidateSet into;

  private Composer(TableUse use, CandidateSet into) {
    this.use = use;
    this.maker = new KeyMaker(use);
    this.into = into;
  }

  static void compose(TableUse use, KnownTables known, CandidateSet into) {
    if (KnownTables.isSmall(use.table())) {
      return;
    }
    Composer composer = new Composer(use, into);
    Terms terms = Terms.of(use, composer.maker);
    composer.trees(best(Shape.of(terms, use, composer.maker), Integer.MAX_VALUE), null, 0);
    List<Condition> partial = use.conditions().stream().filter(composer::selectsPart).toList();
    partial.forEach(condition -> composer.partial(terms, List.of(condition)));
    if (partial.size() > 1) {
      composer.partial(terms, partial);
    }
    new OtherMethods(use, known, composer.maker).candidates().forEach(composer::add);
  }

  private void add(Candidate candidate) {
    into.add(candidate, use.table());
  }

  private static List<Shape> best(List<Shape> shapes, int most) {
    return shapes.stream()
        .sorted(Comparator.comparingInt(Shape::rank).reversed())
        .limit(most)
        .toList();
  }

  private void trees(List<Shape> shapes, String predicate, int rank) {
    int covered = 0;
    for (Shape shape : shapes) {
      if (!shape.covering() || covers(shape)) {
        add(tree(shape, List.of(), predicate, rank));
      }
      Optional<List<String>> carried = carried(shape.keys());
      if (carried.isPresent() && covered < COVERED_SHAPES && predicate == null) {
        covered++;
        add(tree(shape, carried.get(), null, rank + COVERING_RANK));
      }
    }
  }

  private boolean covers(Shape shape) {
    List<String> columns = shape.keys().stream().map(Candidate.Key::column).toList();
    return use.used().filter(columns::containsAll).isPresent();
  }

  private Candidate tree(Shape shape, List<String> include, String predicate, int rank) {
    Table table = use.table();
    String reason =
        shape.reason()
            + (predicate == null ? "" : ", only rows with " + predicate)
            + (include.isEmpty() ? "" : ", without reading the table");
    return new Candidate(
        table.schema(),
        table.name(),
        "btree",
        shape.keys(),
        include,
        predicate,
        shape.rank() + rank,
        reason);
  }

  /** The other columns that are needed, when they are few and narrow. */
  private Optional<List<String>> carried(List<Candidate.Key> keys) {
    Set<String> names = new HashSet<>(use.used().orElse(Set.of()));
    keys.forEach(key -> names.remove(key.column()));
    List<Column> columns =
        use.table().columns().stream().filter(one -> names.contains(one.name())).toList();
    boolean allKnown = columns.size() == names.size();
    double width = columns.stream().mapToDouble(Column::width).sum();
    boolean few = columns.size() <= MOST_CARRIED && width <= WIDEST_CARRIED;
    // A copy of the table is no index.
    boolean copy =
        use.table().columns().size() > 2
            && keys.size() + columns.size() >= use.table().columns().size();
    return use.used().isPresent() && allKnown && few && !copy && !columns.isEmpty()
        ? Optional.of(columns.stream().map(Column::name).toList())
        : Optional.empty();
  }

  /** Whether a condition always asks for the same rows, and those are not most of them. */
  private boolean selectsPart(Condition condition) {
    Optional<Column> column = maker.column(condition.subject());
    if (condition.alternative() || !condition.constant() || column.isEmpty()) {
      return false;
    }
    boolean list = condition.form() == Form.ONE_OF && condition.value().literal() == null;
    double values = Terms.distinct(use, column.get().name());
    return switch (condition.form()) {
      case IS_NULL -> column.get().nullPart() <= HALF;
      case NOT_NULL -> column.get().nullPart() >= HALF;
      case EQUAL, ONE_OF, TRUTH -> !list && values > 1 && values <= FEW_VALUES;
      default -> false;
    };
  }

  private void partial(Terms terms, List<Condition> conditions) {
    Terms others = terms;
    List<String> texts = new ArrayList<>();
    for (Condition condition : conditions) {
      others = others.without(condition);
      texts.add(condition.whole().text());
    }
    String predicate = texts.size() == 1 ? texts.get(0) : "(" + String.join(") AND (", texts) + ")";
    // An order of few rows is worth having though the table is read for each.
    List<Shape> shapes =
        best(Shape.of(others, use, maker), PARTIAL_SHAPES).stream()
            .map(shape -> new Shape(shape.keys(), shape.rank(), shape.reason(), false))
            .toList();
    if (shapes.isEmpty()) {
      maker
          .ordered(conditions.get(0).subject(), "")
          .map(key -> new Shape(List.of(key), FEW_VALUES, "a part of the rows", false))
          .ifPresent(shape -> trees(List.of(shape), predicate, PARTIAL_RANK));
    }
    trees(shapes, predicate, PARTIAL_RANK);
  }
}
