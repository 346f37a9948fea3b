package io.athanor.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measurements of one kind. */
final class Sample {

  private final List<Double> values = new ArrayList<>();

  Sample add(double value) {
    values.add(value);
    return this;
  }

  void addAll(Sample other) {
    values.addAll(other.values);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  double first() {
    return values.get(0);
  }

  double last() {
    return values.get(values.size() - 1);
  }

  double median() {
    return quantile(0.5);
  }

  /** The smallest value that at least this share of all values does not exceed. */
  double quantile(double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int place = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, Math.min(sorted.size() - 1, place)));
  }

  /** Each value by that of the same round in the other sample. */
  Sample by(Sample other) {
    Sample ratios = new Sample();
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return ratios;
  }

  /** All but the first. */
  Sample rest() {
    Sample rest = new Sample();
    values.stream().skip(1).forEach(rest::add);
    return rest;
  }

  /** Median with the lowest and the highest value. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g (%.4g to %.4g)", median(), quantile(0), quantile(1));
  }
}
