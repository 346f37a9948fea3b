package io.athanor.execution;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where programs run: in this node's sandboxes. */
interface Runner {

  /** A program that was started. */
  interface Started {

    /** How it ended; comes when nothing of it is left. */
    CompletionStage<Report> report();

    /** Ends it; the first call counts. */
    void cancel(Verdict verdict, String why);
  }

  /** Starts a job; empty when there is no room. */
  Optional<Started> start(Job job, AttemptListener listener);

  /** Why nothing can be started now, in words; empty when all is well. */
  default Optional<String> unfit() {
    return Optional.empty();
  }

  /** May start what the next jobs will need. */
  default void prepare() {}

  /** Gives up what was started for the next jobs. */
  default void shrink() {}

  /** No further jobs come. */
  default void close() {}
}
