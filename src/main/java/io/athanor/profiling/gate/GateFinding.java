package io.athanor.profiling.gate;

/**
 * What is different from the baseline.
 *
 * @param costBefore in the planner's units; null of a statement that was not there
 * @param costNow null of a statement that is not there any more
 * @param text what it is, in words
 * @param fails whether it must be looked at before it is accepted
 */
public record GateFinding(
    Kind kind, String statement, Double costBefore, Double costNow, String text, boolean fails) {

  /** What it is, the worst first. */
  public enum Kind {
    /** A table of some size is read from end to end. */
    NEW_FULL_SCAN,
    /** It costs more than before. */
    COST_REGRESSION,
    /** It is executed in another way. */
    PLAN_FLIP,
    /** There is no plan of it any more. */
    NOT_PLANNED,
    /** It was not there before. */
    NEW_STATEMENT,
    /** It is not there any more. */
    GONE_STATEMENT
  }
}
