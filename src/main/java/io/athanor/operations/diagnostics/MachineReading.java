package io.athanor.operations.diagnostics;

/**
 * The machine and the control groups over this process, as they are at one moment.
 *
 * @param processors that this process may use
 * @param busyNanos time that they were busy so far
 * @param groups v1, v2 or none
 * @param groupProcessors that the groups allow; null for all
 * @param groupMemory bytes that the groups allow; null for all
 * @param pids processes and threads that the groups allow; null for any number
 * @param periods in which the group could have been stopped for want of time, so far; null where
 *     that is not counted
 */
public record MachineReading(
    double processors,
    long busyNanos,
    long memoryTotal,
    long memoryAvailable,
    String groups,
    Double groupProcessors,
    Long groupMemory,
    Long groupMemoryUsed,
    Long pids,
    Long pidsUsed,
    Long periods,
    Long throttled) {}
