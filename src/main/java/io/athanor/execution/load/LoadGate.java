package io.athanor.execution.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether the load leaves room for more work. It closes above a limit and opens again ten points
 * below it, so that it does not flutter. What this node itself does with the processors never
 * closes it, since its slots bound that: it closes when the machine is full and others have a part
 * in it. Of memory it does not matter who has it.
 */
public final class LoadGate {

  private static final double HYSTERESIS = 0.1;
  private static final double PART_OF_OTHERS = 0.15;

  /** Processors are judged by the mean of so many samples, of which one may be a short peak. */
  private static final int SAMPLES = 3;

  private final double maxCpu;
  private final double maxMemory;
  private final Deque<Load> samples = new ArrayDeque<>();
  private boolean cpuFull;
  private boolean memoryFull;

  /**
   * A gate that is open.
   *
   * @param maxCpu share of the processors above which it closes; 1 is never
   * @param maxMemory share of the memory above which it closes; 1 is never
   */
  public LoadGate(double maxCpu, double maxMemory) {
    this.maxCpu = maxCpu;
    this.maxMemory = maxMemory;
  }

  /** The load as it was measured just now. */
  public void sampled(Load load) {
    samples.add(load);
    if (samples.size() > SAMPLES) {
      samples.poll();
    }
    double part = Math.min(PART_OF_OTHERS, maxCpu);
    cpuFull =
        cpuFull
            ? cpu() > maxCpu - HYSTERESIS && others() > part / 2
            : samples.size() == SAMPLES && cpu() > maxCpu && others() > part;
    memoryFull = load.memory() > (memoryFull ? maxMemory - HYSTERESIS : maxMemory);
  }

  /** Share of the processors that is busy, the mean of the last samples. */
  public double cpu() {
    return samples.stream().mapToDouble(Load::cpu).average().orElse(0);
  }

  /** Share of them that is busy with the work of others. */
  public double others() {
    return samples.stream().mapToDouble(Load::others).average().orElse(0);
  }

  /** Whether the processors are too busy for more work. */
  public boolean cpuFull() {
    return cpuFull;
  }

  /** Whether too much of the memory is in use for more work. */
  public boolean memoryFull() {
    return memoryFull;
  }

  /** The last load, once there is one. */
  public Optional<Load> load() {
    return Optional.ofNullable(samples.peekLast());
  }

  /** Which disk is full, in words; empty when there is room on all of them. */
  public Optional<String> diskFull() {
    return load().map(Load::diskFull);
  }

  /** Why it is closed, in words; empty when it is open. */
  public Optional<String> closed() {
    if (diskFull().isPresent()) {
      return diskFull();
    }
    if (memoryFull) {
      return Optional.of(
          "%d %% of its memory is in use, %s"
              .formatted(
                  percent(samples.getLast().memory()),
                  limit(samples.getLast().memory(), maxMemory)));
    }
    return cpuFull
        ? Optional.of(
            "its processors are %d %% busy, %d %% with the work of others, %s"
                .formatted(percent(cpu()), percent(others()), limit(cpu(), maxCpu)))
        : Optional.empty();
  }

  private static String limit(double share, double max) {
    return share > max
        ? "which is above %d %%".formatted(percent(max))
        : "after more than %d %%".formatted(percent(max));
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }
}
