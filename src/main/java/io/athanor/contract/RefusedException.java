package io.athanor.contract;

/**
 * A refusal on its way through futures. It has no stack trace: it is an answer, not an accident.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** Wraps a refusal. */
  public RefusedException(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  /** A refusal of one sentence. */
  public RefusedException(Failure failure, String detail) {
    this(Refusal.of(failure, detail));
  }

  /** What the caller is told. */
  public Refusal refusal() {
    return refusal;
  }

  /** The class of the failure. */
  public Failure failure() {
    return refusal.failure();
  }
}
