package io.athanor.contract;

import java.util.List;
import java.util.Objects;

/**
 * A refusal in full: what a caller is told when a request is not carried out.
 *
 * @param failure the class of the failure
 * @param type a stable word for programs, such as {@code unknown-experiment}
 * @param detail one sentence for people
 * @param advice what to do next, or null
 * @param errors the fields at fault, if there are any
 */
public record Refusal(
    Failure failure, String type, String detail, String advice, List<FieldError> errors) {

  /**
   * One field that cannot be accepted.
   *
   * @param field its path, such as {@code limits.wall} or {@code experiments[3].runtime}
   * @param message what is wrong with it
   */
  public record FieldError(String field, String message) {}

  /** Copies the errors. */
  public Refusal {
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(detail, "detail");
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /** A refusal of one sentence, with the failure's own name as its type. */
  public static Refusal of(Failure failure, String detail) {
    return new Refusal(
        failure,
        failure.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        detail,
        null,
        List.of());
  }
}
