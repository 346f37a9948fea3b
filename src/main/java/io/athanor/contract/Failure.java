package io.athanor.contract;

/**
 * Why a request was refused. The numbers are the HTTP status codes, the same on the bus and at the
 * HTTP edge.
 */
public enum Failure {
  /** The request cannot be read. */
  INVALID(400),
  NOT_FOUND(404),
  /** The request contradicts what is stored. */
  CONFLICT(409),
  /** The request was made for another version than the one that is stored. */
  OUTDATED(412),
  /** The request can be read, but a field of it cannot be accepted. */
  UNPROCESSABLE(422),
  /** Too much is in progress already; nothing was done, so the request may be repeated. */
  OVERLOADED(429),
  /** A defect of ours. */
  INTERNAL(500),
  /** Something that is needed is away at present. */
  UNAVAILABLE(503),
  /** No answer in time; whether the request was carried out is unknown. */
  TIMEOUT(504);

  private final int code;

  Failure(int code) {
    this.code = code;
  }

  /** The number on the wire and in the HTTP status line. */
  public int code() {
    return code;
  }

  /**
   * The failure with this number; an unknown one is classified by its hundreds, so that newer nodes
   * can be understood.
   */
  public static Failure of(int code) {
    for (Failure failure : values()) {
      if (failure.code == code) {
        return failure;
      }
    }
    return code >= 400 && code < 500 ? INVALID : INTERNAL;
  }
}
