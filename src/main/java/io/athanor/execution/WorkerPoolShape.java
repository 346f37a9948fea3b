package io.athanor.execution;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What one node's pool can take.
 *
 * @param tier number of the sandbox tier, higher is stronger
 * @param memory the largest memory limit that can be carried, in bytes
 * @param drain how long running attempts may go on when the node stops
 */
record WorkerPoolShape(
    UUID nodeId,
    List<String> pools,
    List<String> runtimes,
    int tier,
    long memory,
    int slots,
    int claimBatch,
    Duration pollInterval,
    Duration drain) {}
