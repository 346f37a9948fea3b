package io.athanor.profiling;

import io.athanor.contract.WhatIf.Planned;
import java.util.Locale;

/** Says which statements would not do any more if there were more rows. */
final class Growth {

  /** About ten milliseconds on a machine of our days. */
  private static final double NOTICEABLE = 1_000;

  private Growth() {}

  /**
   * Why a statement would not do any more, or null.
   *
   * @param times how many times as many rows there are afterwards
   */
  static String breaks(double times, Planned before, Planned after) {
    double factor = after.cost() / Math.max(0.001, before.cost());
    if (times <= 1 || after.cost() < NOTICEABLE || factor < times / 2) {
      return null;
    }
    String grows =
        String.format(
            Locale.ROOT,
            "its cost grows %,.0f times, %s the rows",
            factor,
            factor > times * 1.5 ? "faster than" : "with");
    return before.indexes().equals(after.indexes())
        ? grows
        : grows + ", and it is executed in another way";
  }
}
