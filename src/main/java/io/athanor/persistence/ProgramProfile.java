package io.athanor.persistence;

/**
 * What the runs of a program used.
 *
 * @param runs how many were looked at
 * @param millis mean time of a run
 * @param memory highest use in bytes, 0 when it was never measured
 */
record ProgramProfile(long runs, long millis, long memory) {}
