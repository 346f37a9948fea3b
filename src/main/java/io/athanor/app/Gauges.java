package io.athanor.app;

import io.athanor.contract.Diagnostics.Identity;
import io.athanor.execution.load.MachineMeter;
import io.athanor.operations.diagnostics.LoopLags;
import io.athanor.operations.diagnostics.MachineReading;
import io.athanor.operations.diagnostics.PoolMeters;
import io.athanor.operations.diagnostics.Sources;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What measures this node from its first component on.
 *
 * @param loops of its event loops
 * @param pools of its pools
 */
record Gauges(LoopLags loops, PoolMeters pools) {

  static Gauges create() {
    return new Gauges(new LoopLags(VertxFactory.EVENT_LOOPS), new PoolMeters());
  }

  Sources sources(Identity node, Path home) {
    Supplier<MachineMeter> meter = once();
    return new Sources(node, HostName::own, home, loops, pools, () -> reading(meter.get().read()));
  }

  /** It reads the kernel as it is made, which the start need not wait for. */
  private static Supplier<MachineMeter> once() {
    MachineMeter[] made = new MachineMeter[1];
    return () -> {
      if (made[0] == null) {
        made[0] = MachineMeter.ofThisMachine();
      }
      return made[0];
    };
  }

  private static MachineReading reading(MachineMeter.Use use) {
    return new MachineReading(
        use.processors(),
        use.busyNanos(),
        use.memoryTotal(),
        use.memoryTotal() - use.memoryUsed(),
        use.version(),
        use.groupProcessors(),
        use.groupMemory(),
        use.groupMemoryUsed(),
        use.pids(),
        use.pidsUsed(),
        use.periods(),
        use.throttled());
  }
}
