package io.athanor.contract;

import java.util.List;
import java.util.UUID;

/** The conversation about what failed: groups of failures that are alike, and running it again. */
public final class Failures {

  /** Asks for groups of failures, the newest first. */
  public record ListGroups(int limit, String cursor, Caller caller) {}

  /**
   * Runs experiments again that have ended: each as a new experiment of the same specification.
   *
   * @param ids which; null for those of the group
   * @param group of failures: those that ended so and were not run again, at most 1000; or null
   */
  public record Rerun(List<UUID> ids, UUID group, Caller caller, String idempotencyKey) {
    /** Copies the list. */
    public Rerun {
      ids = ids == null ? null : List.copyOf(ids);
    }
  }

  /** Ends the experiments of a group that would be tried again, at most 1000. */
  public record CancelGroup(UUID group, Caller caller) {}

  /** How many were told to end. */
  public record GroupCancelled(int cancelled) {}

  /** See the groups. */
  public static final RequestAddress<ListGroups, Experiments.Page> LIST =
      RequestAddress.toStore("failures.list", ListGroups.class, Experiments.Page.class);

  /** Run again. */
  public static final RequestAddress<Rerun, Experiments.Submitted> RERUN =
      RequestAddress.toStore("failures.rerun", Rerun.class, Experiments.Submitted.class);

  /** Give up. */
  public static final RequestAddress<CancelGroup, GroupCancelled> CANCEL =
      RequestAddress.toStore("failures.cancel", CancelGroup.class, GroupCancelled.class);

  private Failures() {}
}
