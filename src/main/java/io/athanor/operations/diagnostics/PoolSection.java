package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.JvmSections.Pool;
import io.athanor.contract.JvmSections.WorkerPools;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The pools of Vert.x. Work may wait for a moment; it must not wait from one sample to the next.
 */
final class PoolSection implements Section<WorkerPools> {

  private final PoolMeters meters;
  private Set<String> fullBefore = Set.of();

  PoolSection(PoolMeters meters) {
    this.meters = meters;
  }

  @Override
  public WorkerPools read() {
    List<Pool> pools = meters.all().stream().map(PoolMeter::pool).toList();
    Judgement judged = new Judgement();
    Set<String> full = new HashSet<>();
    for (Pool pool : pools) {
      if (pool.size() != null && pool.queued() > 0 && pool.inUse() >= pool.size()) {
        full.add(pool.name());
        judged.when(
            fullBefore.contains(pool.name()),
            Level.WARNING,
            "%d tasks wait for the pool %s, whose %d places are taken"
                .formatted(pool.queued(), pool.name(), pool.size()));
      }
    }
    fullBefore = full;
    return new WorkerPools(judged.level(), null, judged.reasons(), pools);
  }

  @Override
  public WorkerPools failed(String error) {
    return new WorkerPools(Level.ERROR, error, List.of(), List.of());
  }
}
