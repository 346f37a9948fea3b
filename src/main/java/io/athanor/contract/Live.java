package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known of an attempt while it runs. Nothing of it is durable: what counts is the outcome,
 * which has all points.
 */
public final class Live {

  /**
   * The last point of a curve.
   *
   * @param points of this name so far
   */
  public record Figure(String name, double value, long step, long points, Instant at) {}

  /**
   * An attempt has said something; what it said before is in it too.
   *
   * @param attempt its number: a later attempt of the experiment has a higher one
   * @param progress how much is done, 0 to 1, or null when it said nothing of it
   * @param message what it does at present in its own words, or null
   * @param figures of the first names that it used, in that order
   * @param points of all names
   * @param names how many there are, told or not
   * @param lost values that were not finite and lines that were not understood
   * @param at when it last said something
   */
  public record Progressed(
      UUID id,
      int attempt,
      Double progress,
      String message,
      List<Figure> figures,
      long points,
      int names,
      long lost,
      Instant at) {
    /** Copies the list. */
    public Progressed {
      figures = List.copyOf(figures);
    }
  }

  /** Announced at most once a second for each attempt that runs, and now and then again. */
  public static final EventAddress<Progressed> PROGRESSED =
      new EventAddress<>("attempts.progressed", Role.EXECUTION, Progressed.class);

  private Live() {}
}
