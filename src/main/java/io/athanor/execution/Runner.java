package io.athanor.execution;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Shape;
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

  /** In sandboxes. */
  static Runner in(Sandboxes sandboxes) {
    return (job, listener) ->
        sandboxes
            .start(new Shape(Math.max(4_096, job.limits().disk())))
            .map(sandbox -> new InSandbox(sandbox, sandbox.run(job, listener)));
  }

  /** One in a sandbox of its own. */
  record InSandbox(Sandbox sandbox, CompletionStage<Report> report) implements Started {

    @Override
    public void cancel(Verdict verdict, String why) {
      sandbox.cancel(verdict, why);
    }
  }
}
