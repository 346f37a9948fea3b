package io.athanor.bench;

final class LatencyBenchmark implements Benchmark {
  @Override
  public Figures run() {
    return new Figures("latency");
  }
}
