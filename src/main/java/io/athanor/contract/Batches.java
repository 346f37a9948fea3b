package io.athanor.contract;

import java.util.List;
import java.util.UUID;

/** The conversation about many experiments at once. */
public final class Batches {

  /**
   * Asks what became of experiments, in this order.
   *
   * @param ids at most 1000
   */
  public record Results(List<UUID> ids, Caller caller) {
    /** Copies the list. */
    public Results {
      ids = List.copyOf(ids);
    }
  }

  /** See results: a document with {@code items} and {@code next}. */
  public static final RequestAddress<Results, Experiments.Document> RESULTS =
      RequestAddress.toStore("batches.results", Results.class, Experiments.Document.class);

  private Batches() {}
}
