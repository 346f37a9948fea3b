package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The conversation about experiments: submit, look at, follow, cancel. */
public final class Experiments {

  /**
   * Submits experiments: all of them or none.
   *
   * @param caller who will own them
   * @param idempotencyKey chosen by the client, or null; the same key with the same body gets the
   *     same answer
   * @param requestDigest SHA-256 of the request body, to tell a repetition from a mistake
   */
  public record Submit(
      List<Submission> experiments, Caller caller, String idempotencyKey, String requestDigest) {
    /** Copies the list. */
    public Submit {
      experiments = List.copyOf(experiments);
    }
  }

  /** The answer to a submission, in the order of the request. */
  public record Submitted(List<Accepted> experiments) {
    /** Copies the list. */
    public Submitted {
      experiments = List.copyOf(experiments);
    }
  }

  /**
   * One experiment that was accepted and is durable.
   *
   * @param reusedFrom the finished experiment whose result answers this one, or null
   * @param warnings what the submitter should know, such as a pool that no node serves at present
   */
  public record Accepted(
      UUID id, State state, String fingerprint, UUID reusedFrom, List<String> warnings) {
    /** Copies the list. */
    public Accepted {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
  }

  /** Parts of an experiment that are answered on request. */
  public enum Include {
    RESULT,
    ATTEMPTS,
    METRICS,
    ARTIFACTS,
    HYPOTHESIS
  }

  /** Asks for one experiment. */
  public record Get(UUID id, List<Include> include, Caller caller) {
    /** Copies the list. */
    public Get {
      include = List.copyOf(include);
    }
  }

  /**
   * A document for the HTTP edge, built by the database.
   *
   * @param terminal whether the document can still change
   */
  public record Document(Json body, boolean terminal) {}

  /**
   * Asks for a page of experiments. Filters combine; a null one does not filter.
   *
   * @param failureGroup of which an attempt failed so
   * @param text part of the name
   * @param limit 1 to 500
   * @param cursor where the previous page ended, or null
   */
  public record ListPage(
      State state,
      String runtime,
      String domain,
      UUID sessionId,
      UUID hypothesisId,
      String experimentType,
      Map<String, String> tags,
      UUID failureGroup,
      String text,
      Instant createdAfter,
      Instant createdBefore,
      Order order,
      int limit,
      String cursor,
      Caller caller) {
    /** Copies the tags. */
    public ListPage {
      tags = tags == null ? Map.of() : Map.copyOf(tags);
      order = order == null ? Order.NEWEST : order;
    }
  }

  /** A page: {@code items} is a JSON array, {@code nextCursor} null when there is no next one. */
  public record Page(Json items, String nextCursor) {}

  /** Asks for an experiment to end. */
  public record Cancel(UUID id, String reason, Caller caller) {}

  /**
   * What became of the cancellation: CANCELLED when it had not started, RUNNING when its node was
   * told, or the final state that it had reached before.
   */
  public record CancelAnswer(UUID id, State state) {}

  /** The two streams of a program. */
  public enum Stream {
    STDOUT,
    STDERR
  }

  /**
   * Asks for output after a place.
   *
   * @param stream one stream, or null for both in the order in which they were written
   * @param attempt the attempt of the last chunk seen; 0 at the beginning
   * @param number the number of the last chunk seen within that attempt; −1 at the beginning
   */
  public record ReadOutput(UUID id, Stream stream, int attempt, int number, Caller caller) {}

  /**
   * A piece of output.
   *
   * @param number counts from 0 within an attempt, over both streams
   * @param offset of the first byte within its stream
   */
  public record OutputChunk(int attempt, int number, Stream stream, long offset, Bytes bytes) {
    /** Rejects missing parts. */
    public OutputChunk {
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /**
   * Some output; an empty list means that there is none yet beyond the place asked for.
   *
   * @param state of the experiment, read before the chunks: a final state with no chunks means that
   *     all was seen
   */
  public record Output(List<OutputChunk> chunks, State state) {
    /** Copies the list. */
    public Output {
      chunks = List.copyOf(chunks);
    }
  }

  /** Asks where an artefact's bytes are. */
  public record FindArtifact(UUID id, String name, Caller caller) {}

  /** An artefact of the attempt that was committed. */
  public record Artifact(String name, String digest, long size, String contentType) {}

  /** Asks for the queue in numbers. */
  public record QueueOverview(Caller caller) {}

  /**
   * Asks for changes of state after a place.
   *
   * @param cursor the last place seen, or null for only what comes from now on
   */
  public record ReadChanges(String cursor, int limit, Caller caller) {}

  /** Changes in the order in which they were committed. None is ever skipped. */
  public record Changes(List<Change> changes, String cursor) {
    /** Copies the list. */
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /**
   * An experiment has changed its state.
   *
   * @param cursor the place of this change
   */
  public record Change(String cursor, UUID id, State state, Verdict verdict, Instant at) {}

  /** Hint: these experiments have a new state. */
  public record Changed(List<UUID> ids) {
    /** Copies the list. */
    public Changed {
      ids = List.copyOf(ids);
    }
  }

  /** Hint: there is more output to read. */
  public record OutputGrew(UUID id) {}

  /** Hint to the nodes that run it: this experiment was cancelled. */
  public record CancelRequested(UUID id) {}

  /** Submit. */
  public static final RequestAddress<Submit, Submitted> SUBMIT =
      RequestAddress.toDesk("experiments.submit", Role.EXPERIMENTS, Submit.class, Submitted.class);

  /** Look at one. */
  public static final RequestAddress<Get, Document> GET =
      RequestAddress.toStore("experiments.get", Get.class, Document.class);

  /** Look at many. */
  public static final RequestAddress<ListPage, Page> LIST =
      RequestAddress.toStore("experiments.list", ListPage.class, Page.class);

  /** Cancel. */
  public static final RequestAddress<Cancel, CancelAnswer> CANCEL =
      RequestAddress.toStore("experiments.cancel", Cancel.class, CancelAnswer.class);

  /** Read output. */
  public static final RequestAddress<ReadOutput, Output> OUTPUT =
      RequestAddress.toStore("experiments.output", ReadOutput.class, Output.class);

  /** Find an artefact. */
  public static final RequestAddress<FindArtifact, Artifact> ARTIFACT =
      RequestAddress.toStore("experiments.artifact", FindArtifact.class, Artifact.class);

  /** See the queue. */
  public static final RequestAddress<QueueOverview, Document> QUEUE =
      RequestAddress.toStore("experiments.queue", QueueOverview.class, Document.class);

  /** Read the changes of state. */
  public static final RequestAddress<ReadChanges, Changes> CHANGES =
      RequestAddress.toStore("experiments.changes", ReadChanges.class, Changes.class);

  /** Announced after the commit that changed states. */
  public static final EventAddress<Changed> CHANGED =
      EventAddress.ofStore("experiments.changed", Changed.class);

  /** Announced after output was stored. */
  public static final EventAddress<OutputGrew> OUTPUT_GREW =
      EventAddress.ofStore("experiments.output-grown", OutputGrew.class);

  /** Announced after a cancellation was stored. */
  public static final EventAddress<CancelRequested> CANCEL_REQUESTED =
      EventAddress.ofStore("experiments.cancel-requested", CancelRequested.class);

  private Experiments() {}
}
