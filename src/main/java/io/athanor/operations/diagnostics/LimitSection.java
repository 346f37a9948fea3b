package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Limits;
import java.util.List;

/** What the control groups allow, and whether that is too little. */
final class LimitSection implements Section<Limits> {

  private static final double THROTTLED_WARNING = 25;
  private static final double MEMORY_WARNING = 90;
  private static final double MEMORY_ERROR = 97;

  private final Sample.Minute minute;

  LimitSection(Sample.Minute minute) {
    this.minute = minute;
  }

  @Override
  public Limits read() {
    MachineReading machine = minute.last().machine();
    if (machine == null) {
      throw new IllegalStateException("the machine could not be read");
    }
    Double throttled = minute.last().throttledPercent(minute.first());
    Long used = machine.groupMemoryUsed();
    Judgement judged =
        new Judgement()
            .over(
                throttled,
                THROTTLED_WARNING,
                Double.POSITIVE_INFINITY,
                "the control group was stopped in %.0f %% of the periods of the last minute")
            .over(
                machine.groupMemory() == null ? null : Figures.percent(used, machine.groupMemory()),
                MEMORY_WARNING,
                MEMORY_ERROR,
                "%.0f %% of the memory that the control group allows is in use");
    return new Limits(
        judged.level(),
        null,
        judged.reasons(),
        machine.groups(),
        machine.groupProcessors(),
        machine.groupMemory() == null ? null : Figures.mb(machine.groupMemory()),
        used == null ? null : Figures.mb(used),
        machine.pids(),
        machine.pidsUsed(),
        throttled);
  }

  @Override
  public Limits failed(String error) {
    return new Limits(Level.ERROR, error, List.of(), null, null, null, null, null, null, null);
  }
}
