package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.Spread;
import java.util.Map;

/**
 * What one address has done on this node since the start.
 *
 * @param served requests that were answered, refusals included
 * @param inFlight requests that are being served
 * @param nanos spent on them in all
 * @param time how long they took
 * @param refused refusals by their class
 */
public record AddressStatistics(
    String address,
    long served,
    long inFlight,
    long nanos,
    Spread time,
    Map<Failure, Long> refused) {

  /** Copies the map. */
  public AddressStatistics {
    refused = Map.copyOf(refused);
  }
}
