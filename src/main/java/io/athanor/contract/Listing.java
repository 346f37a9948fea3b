package io.athanor.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What can be asked of the records of a kind.
 *
 * @param equal fields by whose value pages are filtered
 * @param special filters that are more than a comparison, each as the field that its value is like
 * @param sorts orders of a page, the usual one first; a minus in front begins with the largest
 * @param includes related records that are answered with one
 */
public record Listing(
    List<String> equal, List<Field> special, List<String> sorts, List<String> includes) {

  /** Filters that every kind has. */
  public static final List<Field> TIMES =
      List.of(Field.time("createdAfter"), Field.time("createdBefore"));

  /** Copies the lists. */
  public Listing {
    equal = List.copyOf(equal);
    special = List.copyOf(special);
    sorts = List.copyOf(sorts);
    includes = List.copyOf(includes);
  }

  /** Newest first, by these fields. */
  static Listing by(String... equal) {
    return new Listing(List.of(equal), List.of(), List.of("-created"), List.of());
  }

  Listing and(Field... filters) {
    return new Listing(equal, List.of(filters), sorts, includes);
  }

  /** Other orders than by creation; each can be turned around. */
  Listing sorted(String... others) {
    List<String> all = new ArrayList<>(sorts);
    all.addAll(Arrays.asList(others));
    return new Listing(equal, special, all, includes);
  }

  /** This order instead of by creation, where none is asked for. */
  Listing usually(String sort) {
    List<String> all = new ArrayList<>(List.of(sort));
    all.addAll(sorts);
    return new Listing(equal, special, all, includes);
  }

  Listing with(String... names) {
    return new Listing(equal, special, sorts, List.of(names));
  }

  /** The filter of this name. */
  public Optional<Field> filter(Kind kind, String name) {
    return filters(kind).stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** All filters, in reading order. */
  public List<Field> filters(Kind kind) {
    List<Field> all = new ArrayList<>();
    equal.forEach(name -> all.add(kind.field(name).orElseThrow()));
    all.addAll(special);
    all.addAll(TIMES);
    return all;
  }
}
