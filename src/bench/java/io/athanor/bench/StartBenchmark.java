package io.athanor.bench;

final class StartBenchmark implements Benchmark {
  @Override
  public Figures run() {
    return new Figures("start");
  }
}
