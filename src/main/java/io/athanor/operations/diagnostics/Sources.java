package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where the figures come from that this package cannot read by itself.
 *
 * @param node whose figures they are
 * @param host reads the name of its host; may block
 * @param home its home
 * @param loops of its Vert.x
 * @param pools of its Vert.x
 * @param machine reads the machine; may block
 */
public record Sources(
    Identity node,
    Callable<String> host,
    Path home,
    LoopLags loops,
    PoolMeters pools,
    Callable<MachineReading> machine) {

  /** Of a process that is no node, such as a test. */
  public static Sources none() {
    return new Sources(
        new Identity("none", "none", "none", "none", List.of()),
        () -> "none",
        Path.of("").toAbsolutePath(),
        new LoopLags(0),
        new PoolMeters(),
        () -> {
          throw new IllegalStateException("nobody measures the machine here");
        });
  }
}
