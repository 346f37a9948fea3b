package io.athanor.contract;

/**
 * How long many of a kind took, in milliseconds. Percentiles are upper bounds, at most 6.3 % above
 * the exact ones.
 *
 * @param totalMillis of all together
 */
public record Spread(
    long count,
    double meanMillis,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    double maxMillis,
    double totalMillis) {}
