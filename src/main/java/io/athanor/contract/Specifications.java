package io.athanor.contract;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import java.util.List;
import java.util.UUID;

/**
 * The conversation about technical specifications, and the designs of another system behind them.
 */
public final class Specifications {

  /**
   * Begins a specification from a completed design.
   *
   * @param userId on whose behalf, or null
   */
  public record Start(
      UUID projectId,
      UUID designJobId,
      UUID userId,
      Caller caller,
      String idempotencyKey,
      String requestDigest) {}

  /** Asks for a design job of the other system. */
  public record GetJob(UUID jobId, Caller caller) {}

  /**
   * A design job.
   *
   * @param documents kinds of documents that there are
   * @param body all that is read of it
   */
  public record Job(String projectId, String status, List<String> documents, Json body) {
    /** Copies the list. */
    public Job {
      documents = List.copyOf(documents);
    }
  }

  /** Asks for design jobs, the newest first; a null filter does not filter. */
  public record ListJobs(
      String projectId, String status, int limit, String cursor, Caller caller) {}

  /** Asks how far a session is. */
  public record GetStatus(UUID sessionId, Caller caller) {}

  /**
   * Decides on a technology; what was decided before about the same category is replaced.
   *
   * @param id of the decision, if it is the first about its category
   */
  public record Decide(
      UUID id,
      UUID sessionId,
      String category,
      String technology,
      String reasoning,
      Caller caller) {}

  /**
   * Asks for the document of a session.
   *
   * @param revision a number, or null for the newest
   */
  public record GetTrd(UUID sessionId, Integer revision, Caller caller) {}

  /** Begin. */
  public static final RequestAddress<Start, Research.Created> START =
      RequestAddress.toDesk(
          "specifications.start", Role.RESEARCH, Start.class, Research.Created.class);

  /** Look at a design job. */
  public static final RequestAddress<GetJob, Job> JOB =
      RequestAddress.toStore("specifications.job", GetJob.class, Job.class);

  /** Look at design jobs. */
  public static final RequestAddress<ListJobs, Page> JOBS =
      RequestAddress.toStore("specifications.jobs", ListJobs.class, Page.class);

  /** See how far it is. */
  public static final RequestAddress<GetStatus, Document> STATUS =
      RequestAddress.toStore("specifications.status", GetStatus.class, Document.class);

  /** Decide. */
  public static final RequestAddress<Decide, Research.Stored> DECIDE =
      RequestAddress.toDesk(
          "specifications.decide", Role.RESEARCH, Decide.class, Research.Stored.class);

  /** Keep a decision that was checked. */
  public static final RequestAddress<Decide, Research.Stored> KEEP_DECISION =
      RequestAddress.toStore("specifications.keep-decision", Decide.class, Research.Stored.class);

  /** Look at the document. */
  public static final RequestAddress<GetTrd, Research.Stored> TRD =
      RequestAddress.toStore("specifications.trd", GetTrd.class, Research.Stored.class);

  private Specifications() {}
}
