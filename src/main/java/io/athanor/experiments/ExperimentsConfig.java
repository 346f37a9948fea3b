package io.athanor.experiments;

import io.athanor.contract.Limits;
import java.util.List;
import java.util.Objects;

/**
 * What the front desk accepts.
 *
 * @param defaults limits of an experiment that names none
 * @param ceilings the most that one may ask for
 * @param runtimes what this installation offers
 */
public record ExperimentsConfig(Limits defaults, Limits ceilings, List<String> runtimes) {

  /** Rejects missing parts. */
  public ExperimentsConfig {
    Objects.requireNonNull(defaults, "defaults");
    Objects.requireNonNull(ceilings, "ceilings");
    runtimes = List.copyOf(runtimes);
  }
}
