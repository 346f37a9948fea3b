package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The conversation about the research store. One set of messages serves every {@link Kind} of
 * record: they differ in their fields, not in what is done with them.
 */
public final class Research {

  /**
   * Makes records of one kind: all of them or none.
   *
   * @param records each an object of the kind's fields; on the way to the store with its {@code id}
   *     and its initial values
   * @param idempotencyKey chosen by the client, or null; the same key with the same body gets the
   *     same answer
   * @param requestDigest SHA-256 of the request body, to tell a repetition from a mistake
   */
  public record Create(
      Kind kind, List<Json> records, Caller caller, String idempotencyKey, String requestDigest) {
    /** Copies the list. */
    public Create {
      records = List.copyOf(records);
    }
  }

  /** What was made, in the order of the request. */
  public record Created(List<Stored> records) {
    /** Copies the list. */
    public Created {
      records = List.copyOf(records);
    }
  }

  /**
   * A record that is stored.
   *
   * @param version raised by every change
   * @param body the record in full, or null where many were made at once
   */
  public record Stored(UUID id, int version, Json body) {}

  /**
   * Asks for one record.
   *
   * @param include names of related records to be answered with it
   */
  public record Get(Kind kind, UUID id, List<String> include, Caller caller) {
    /** Copies the list. */
    public Get {
      include = List.copyOf(include);
    }
  }

  /**
   * Changes a record.
   *
   * @param version that the change was made for, or null for whatever is there
   * @param changes the fields that change, as in RFC 7396; null takes a value away
   */
  public record Update(Kind kind, UUID id, Integer version, Json changes, Caller caller) {}

  /**
   * Deletes a record.
   *
   * @param version that is to be deleted, or null for whatever is there
   */
  public record Delete(Kind kind, UUID id, Integer version, Caller caller) {}

  /** Deletes an experiment that has ended, with everything that belongs to it alone. */
  public record DeleteExperiment(UUID id, Caller caller) {}

  /** The record is gone, with what belongs to it alone. */
  public record Deleted(UUID id) {}

  /**
   * Asks for a page of records.
   *
   * @param filters by name, as text; they combine
   * @param include names of related records to be answered with each
   * @param sort by what, a minus in front for the largest or newest first, or null for the kind's
   *     own order
   * @param limit 1 to 500
   * @param cursor where the previous page ended, or null
   */
  public record ListPage(
      Kind kind,
      Map<String, String> filters,
      List<String> include,
      String sort,
      int limit,
      String cursor,
      Caller caller) {
    /** Copies the collections. */
    public ListPage {
      filters = filters == null ? Map.of() : Map.copyOf(filters);
      include = include == null ? List.of() : List.copyOf(include);
    }
  }

  /**
   * Deletes conversations of before so many days.
   *
   * @param days 1 or more; none are deleted for 0 or less
   */
  public record Purge(int days, Caller caller) {}

  /**
   * How many were deleted.
   *
   * @param more whether there may be others, so that the request should be repeated
   */
  public record Purged(long deleted, boolean more) {}

  /**
   * Asks which threads of conversations were active.
   *
   * @param until exclusive
   * @param limit 1 to 500 threads
   */
  public record Activity(Instant since, Instant until, int limit, Caller caller) {}

  /**
   * Asks how many records there are by kind and status.
   *
   * @param sessionId of this session, or null for all
   */
  public record Counts(UUID sessionId, Caller caller) {}

  /** Make records, once they were checked. */
  public static final RequestAddress<Create, Created> CREATE =
      RequestAddress.toDesk("research.create", Role.RESEARCH, Create.class, Created.class);

  /** Change a record, once the change was checked. */
  public static final RequestAddress<Update, Stored> UPDATE =
      RequestAddress.toDesk("research.update", Role.RESEARCH, Update.class, Stored.class);

  /** Store records that were checked. */
  public static final RequestAddress<Create, Created> STORE =
      RequestAddress.toStore("research.store", Create.class, Created.class);

  /** Store a change that was checked. */
  public static final RequestAddress<Update, Stored> CHANGE =
      RequestAddress.toStore("research.change", Update.class, Stored.class);

  /** Look at one. */
  public static final RequestAddress<Get, Stored> GET =
      RequestAddress.toStore("research.get", Get.class, Stored.class);

  /** Look at many. */
  public static final RequestAddress<ListPage, Experiments.Page> LIST =
      RequestAddress.toStore("research.list", ListPage.class, Experiments.Page.class);

  /** Delete one. */
  public static final RequestAddress<Delete, Deleted> DELETE =
      RequestAddress.toStore("research.delete", Delete.class, Deleted.class);

  /** Delete an experiment. */
  public static final RequestAddress<DeleteExperiment, Deleted> DELETE_EXPERIMENT =
      RequestAddress.toStore("research.delete-experiment", DeleteExperiment.class, Deleted.class);

  /** Delete old conversations. */
  public static final RequestAddress<Purge, Purged> PURGE =
      RequestAddress.toStore("research.purge", Purge.class, Purged.class);

  /** Count conversations by their threads. */
  public static final RequestAddress<Activity, Experiments.Document> ACTIVITY =
      RequestAddress.toStore("research.activity", Activity.class, Experiments.Document.class);

  /** How many there are. */
  public static final RequestAddress<Counts, Experiments.Document> COUNTS =
      RequestAddress.toStore("research.counts", Counts.class, Experiments.Document.class);

  private Research() {}
}
