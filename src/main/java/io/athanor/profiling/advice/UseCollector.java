package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what expressions demand to the uses of the tables whose columns they name. */
final class UseCollector {

  private static final Logger LOG = LoggerFactory.getLogger(UseCollector.class);

  private final Set<String> notRead = new LinkedHashSet<>();

  /** What was not understood, each with the reason. */
  List<String> notRead() {
    return List.copyOf(notRead);
  }

  /** Rows must fulfil a condition. */
  void condition(String text, Function<Expression, Optional<TableUse>> owner) {
    ConditionReader.Read read = ConditionReader.read(text);
    notRead.addAll(read.notRead());
    for (Expression part : read.parts()) {
      for (TableUse use : owners(List.of(part), owner)) {
        Condition.of(part, column -> owner.apply(column).orElse(null) == use).forEach(use::add);
      }
      use(part, owner);
    }
  }

  /** Values are needed. */
  void values(List<String> texts, Function<Expression, Optional<TableUse>> owner) {
    readable(texts).forEach(read -> use(read, owner));
  }

  /** Those expressions that are understood; the others cost nothing but a narrower index. */
  List<Expression> readable(List<String> texts) {
    List<Expression> read = new ArrayList<>();
    for (String text : texts) {
      try {
        read.add(ExpressionReader.read(text));
      } catch (UnreadableException e) {
        LOG.trace("{} is not read: {}", text, e.getMessage());
      }
    }
    return read;
  }

  private static void use(Expression read, Function<Expression, Optional<TableUse>> owner) {
    if (read.is(Kind.OPAQUE) && read.name().equals("*")) {
      owner.apply(read).ifPresent(TableUse::useWhole);
    }
    if (read.is(Kind.COLUMN)) {
      owner.apply(read).ifPresent(use -> use.use(read));
    }
    read.parts().forEach(part -> use(part, owner));
  }

  /** The keys of an order, those that come twice once; empty when one is not understood. */
  List<SortKey> keys(List<String> texts) {
    List<SortKey> keys = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String text : texts) {
      try {
        SortKey key = SortKey.read(text);
        if (seen.add(key.what().canonical()) && !key.what().constant()) {
          keys.add(key);
        }
      } catch (UnreadableException e) {
        notRead.add(text + ": " + e.getMessage());
        return List.of();
      }
    }
    return keys;
  }

  /** The one table of which all columns of keys are. */
  static Optional<TableUse> onlyOwner(
      List<SortKey> keys, Function<Expression, Optional<TableUse>> owner) {
    boolean known =
        !keys.isEmpty()
            && keys.stream()
                .allMatch(
                    key ->
                        !key.what().columns().isEmpty()
                            && key.what().columns().stream()
                                .allMatch(column -> owner.apply(column).isPresent()));
    Set<TableUse> owners = owners(keys.stream().map(SortKey::what).toList(), owner);
    return known && owners.size() == 1 ? owners.stream().findFirst() : Optional.empty();
  }

  private static Set<TableUse> owners(
      List<Expression> all, Function<Expression, Optional<TableUse>> owner) {
    Set<TableUse> owners = new LinkedHashSet<>();
    all.stream()
        .flatMap(one -> one.columns().stream())
        .forEach(column -> owner.apply(column).ifPresent(owners::add));
    return owners;
  }
}
