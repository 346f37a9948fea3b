package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Network;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * TCP sockets of this process. How many there may be is bounded by the configuration of HTTP; what
 * is wrong is a peer that has gone while we do not close.
 */
final class NetworkSection implements Section<Network> {

  private static final double FORGOTTEN = 100;
  private static final String CLOSE_WAIT = "closeWait";
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** In the order of the kernel, which counts from 1. */
  private static final List<String> STATES =
      List.of(
          "established",
          "synSent",
          "synReceived",
          "finWait1",
          "finWait2",
          "timeWait",
          "close",
          CLOSE_WAIT,
          "lastAck",
          "listen",
          "closing",
          "newSynReceived");

  private final ProcFiles proc;

  NetworkSection(ProcFiles proc) {
    this.proc = proc;
  }

  @Override
  public Network read() throws IOException {
    Set<String> ours = proc.sockets();
    Map<String, Long> byStatus = new TreeMap<>();
    for (String protocol : List.of("tcp", "tcp6")) {
      for (String line : proc.table(protocol)) {
        String[] words = line.strip().split(" +", -1);
        if (words.length > INODE && ours.contains(words[INODE])) {
          byStatus.merge(state(words[STATE]), 1L, Long::sum);
        }
      }
    }
    long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
    Judgement judged =
        new Judgement()
            .over(
                byStatus.getOrDefault(CLOSE_WAIT, 0L).doubleValue(),
                FORGOTTEN,
                Double.POSITIVE_INFINITY,
                "%.0f connections whose peer has gone are not closed");
    return new Network(judged.level(), null, judged.reasons(), total, byStatus);
  }

  private static String state(String hexadecimal) {
    int state = Integer.parseInt(hexadecimal, 16);
    return state >= 1 && state <= STATES.size() ? STATES.get(state - 1) : "other";
  }

  @Override
  public Network failed(String error) {
    return new Network(Level.ERROR, error, List.of(), null, Map.of());
  }
}
