package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.JvmSections.EventLoop;
import io.athanor.contract.JvmSections.Loop;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How late the event loops were. One that is late keeps all its connections waiting. */
final class LoopSection implements Section<EventLoop> {

  private static final double P99_WARNING = 100;
  private static final double P99_ERROR = 1_000;
  private static final double MAX_WARNING = 2_000;
  private static final double MAX_ERROR = 10_000;

  private final LoopLags lags;

  LoopSection(LoopLags lags) {
    this.lags = lags;
  }

  @Override
  public EventLoop read() {
    List<Loop> loops = lags.all().stream().map(LoopSection::loop).toList();
    Double p99 = worst(loops, Loop::p99Millis);
    Double max = worst(loops, Loop::maxMillis);
    Judgement judged =
        new Judgement()
            .over(p99, P99_WARNING, P99_ERROR, "one in a hundred timers came %.0f ms late")
            .over(max, MAX_WARNING, MAX_ERROR, "a timer came %.0f ms late")
            .when(
                loops.size() < lags.loops(),
                Level.WARNING,
                "only " + loops.size() + " of " + lags.loops() + " event loops are measured");
    return new EventLoop(
        judged.level(),
        null,
        judged.reasons(),
        lags.loops(),
        worst(loops, Loop::p50Millis),
        p99,
        max,
        loops);
  }

  private static Loop loop(LoopLag.Lags lags) {
    return new Loop(
        lags.thread(),
        lags.samples(),
        Figures.millis(lags.percentile(0.5)),
        Figures.millis(lags.percentile(0.99)),
        Figures.millis(lags.max()),
        Figures.millis(lags.overdue()));
  }

  private static Double worst(List<Loop> loops, ToDoubleFunction<Loop> figure) {
    return loops.isEmpty() ? null : loops.stream().mapToDouble(figure).max().getAsDouble();
  }

  @Override
  public EventLoop failed(String error) {
    return new EventLoop(Level.ERROR, error, List.of(), null, null, null, null, List.of());
  }
}
