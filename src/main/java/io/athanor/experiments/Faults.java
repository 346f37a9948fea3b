package io.athanor.experiments;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a request, so that its sender is told once. */
final class Faults {

  /** More than this helps nobody. */
  private static final int MOST = 100;

  private final List<FieldError> errors = new ArrayList<>();
  private String advice;

  void add(String field, String message) {
    if (errors.size() < MOST) {
      errors.add(new FieldError(field, message));
    }
  }

  void advise(String text) {
    advice = text;
  }

  boolean none() {
    return errors.isEmpty();
  }

  /** The refusal of the whole request. */
  RefusedException refusal() {
    String detail =
        errors.size() == 1
            ? errors.get(0).field() + " " + errors.get(0).message()
            : errors.size() + " fields cannot be accepted.";
    return new RefusedException(
        new Refusal(Failure.UNPROCESSABLE, "invalid-submission", detail, advice, errors));
  }
}
