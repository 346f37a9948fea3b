package io.athanor.profiling.plans;

/** What the server does with an expression of a plan node. */
public enum ConditionKind {
  /** Finds entries in an index. */
  INDEX("Index Cond"),
  /** Looks again at rows that an index found. */
  RECHECK("Recheck Cond"),
  /** Throws rows away after they were read. */
  FILTER("Filter"),
  /** Throws pairs of rows away after they were joined. */
  JOIN_FILTER("Join Filter"),
  HASH("Hash Cond"),
  MERGE("Merge Cond"),
  /** Decides once whether anything below is executed. */
  ONE_TIME("One-Time Filter"),
  /** Finds rows by their physical place. */
  TID("TID Cond"),
  /** The order in which an index is asked for its nearest entries. */
  ORDER_BY("Order By"),
  SORT_KEY("Sort Key"),
  /** The part of a sort key by which the rows come sorted. */
  PRESORTED_KEY("Presorted Key"),
  GROUP_KEY("Group Key"),
  CACHE_KEY("Cache Key"),
  /** Throws groups or window rows away. */
  RUN("Run Condition");

  private final String field;

  ConditionKind(String field) {
    this.field = field;
  }

  /** The name of the field in the server's JSON. */
  public String field() {
    return field;
  }
}
