package io.athanor.http;

import io.athanor.contract.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * What goes wrong at the edge, in the words of RFC 9457 but for what only the request knows.
 *
 * @param slug a stable word for programs, the end of the problem's {@code type}
 */
record Problem(
    int status, String slug, String detail, String advice, List<Refusal.FieldError> errors) {

  static Problem of(int status, String slug, String detail) {
    return new Problem(status, slug, detail, null, List.of());
  }

  static Problem of(Refusal refusal) {
    return new Problem(
        refusal.failure().code(),
        refusal.type(),
        refusal.detail(),
        refusal.advice(),
        refusal.errors());
  }

  /** Fields that cannot be accepted, of the body or of the query. */
  static Problem fields(List<Refusal.FieldError> errors) {
    Refusal.FieldError first = errors.get(0);
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(
        422, "invalid-fields", first.field() + ": " + first.message() + more, null, errors);
  }

  Problem advising(String what) {
    return new Problem(status, slug, detail, what, errors);
  }

  String title() {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  ProblemException raise() {
    return new ProblemException(this);
  }
}
