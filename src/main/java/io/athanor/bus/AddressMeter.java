package io.athanor.bus;

import io.athanor.contract.Failure;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one address does on this node. */
final class AddressMeter {

  private final LongAdder served = new LongAdder();
  private final TimeHistogram times = new TimeHistogram();
  private final LongAdder inFlight = new LongAdder();
  private final Map<Failure, LongAdder> refused = new EnumMap<>(Failure.class);

  AddressMeter() {
    for (Failure failure : Failure.values()) {
      refused.put(failure, new LongAdder());
    }
  }

  void began() {
    inFlight.increment();
  }

  void ended(long startedNanos) {
    inFlight.decrement();
    served.increment();
    times.add(System.nanoTime() - startedNanos);
  }

  void refused(Failure failure) {
    refused.get(failure).increment();
  }

  AddressStatistics snapshot(String address) {
    Map<Failure, Long> counts = new EnumMap<>(Failure.class);
    refused.forEach(
        (failure, count) -> {
          if (count.sum() > 0) {
            counts.put(failure, count.sum());
          }
        });
    return new AddressStatistics(
        address, served.sum(), inFlight.sum(), times.nanos(), times.spread(), counts);
  }
}
