package io.athanor.profiling;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;

/** The refusal of a name that no statement has. */
final class NoStatement {

  private NoStatement() {}

  static RefusedException named(String name) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-statement",
            "No statement of Athanor is called " + name + ".",
            "GET /admin/database/stats (athanor db stats) has the names. A list has another text for each set of filters, and cannot be planned by its name.",
            null));
  }
}
