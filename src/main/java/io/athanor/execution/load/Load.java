package io.athanor.execution.load;

/**
 * How much of the machine is in use, or of the container that it is.
 *
 * @param cpu share of the processors that is busy, 0 to 1
 * @param others share of the processors that is busy with what is not this node's
 * @param memory share of the memory that is in use, without what the kernel can take back, 0 to 1
 * @param available bytes of memory that can still be had
 * @param attempts bytes of memory that the programs of this node use
 * @param diskFull which disk that the node writes to is full, in words, or null
 */
public record Load(
    double cpu, double others, double memory, long available, long attempts, String diskFull) {

  /** Bytes of memory that the programs of this node can have together. */
  public long forAttempts() {
    return available + attempts;
  }
}
