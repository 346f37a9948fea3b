package io.athanor.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The conversation about nodes: who is there, and until when its attempts are its own. */
public final class Nodes {

  /** Bytes that have to be free on each of its disks for a node to start anything. */
  public static final long LEAST_ROOM = 64L << 20;

  /**
   * A node presents itself before it claims. Attempts of a predecessor on the same home are queued
   * again at once.
   *
   * @param nodeId belongs to the home and stays the same over restarts
   * @param tier number of the sandbox tier, higher is stronger; 0 when it runs nothing
   */
  public record Join(
      UUID nodeId,
      String name,
      List<String> roles,
      List<String> pools,
      List<String> runtimes,
      String tierName,
      int tier,
      int slots,
      long memory,
      Duration lease) {
    /** Copies the lists. */
    public Join {
      roles = List.copyOf(roles);
      pools = List.copyOf(pools);
      runtimes = List.copyOf(runtimes);
    }
  }

  /**
   * The node's lease.
   *
   * @param token the lease's fencing value; a successor on the same home gets another one
   * @param released how many attempts of a predecessor were queued again
   */
  public record Joined(long token, int released) {}

  /**
   * Renews the lease for the same term again. Attempts that were claimed for the node some time ago
   * and that it does not name are queued again: the answer to their claim was lost.
   *
   * @param attempts the tokens of all attempts that the node has
   * @param load what it measured last, or null when it has not yet
   */
  public record Renew(UUID nodeId, long token, List<Long> attempts, Load load) {
    /** Copies the list. */
    public Renew {
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * How much of a node's machine is in use, or of the container that it is.
   *
   * @param cpu share of the processors that is busy, 0 to 1
   * @param others share of the processors that is busy with what is not the node's
   * @param memory share of the memory that is in use, without what the kernel can take back
   * @param forAttempts bytes of memory that the node's attempts can have together
   * @param closed why the node takes no more work at present, or null when it does
   */
  public record Load(double cpu, double others, double memory, long forAttempts, String closed) {}

  /**
   * The lease as it stands.
   *
   * @param current false when the lease was lost: the node must stop its attempts and join anew
   * @param cancelled experiments of this node whose cancellation is waiting
   */
  public record Renewed(boolean current, List<UUID> cancelled) {
    /** Copies the list. */
    public Renewed {
      cancelled = List.copyOf(cancelled);
    }
  }

  /** The node stops: its lease ends and what it did not finish is queued again. */
  public record Leave(UUID nodeId, long token) {}

  /** The node is gone. */
  public record Left(int released) {}

  /** Asks which nodes hold a lease. */
  public record ListNodes() {}

  /** The nodes that hold a lease. */
  public record NodeList(List<Node> nodes) {
    /** Copies the list. */
    public NodeList {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * One node.
   *
   * @param memory bytes of memory of its machine
   * @param load what it measured last, or null when it has not yet
   */
  public record Node(
      UUID nodeId,
      String name,
      List<String> roles,
      List<String> pools,
      List<String> runtimes,
      String tier,
      int slots,
      long memory,
      int running,
      Instant joinedAt,
      Instant leaseUntil,
      Load load) {
    /** Copies the lists. */
    public Node {
      roles = List.copyOf(roles);
      pools = List.copyOf(pools);
      runtimes = List.copyOf(runtimes);
    }
  }

  /** Take a lease. */
  public static final RequestAddress<Join, Joined> JOIN =
      RequestAddress.toStore("nodes.join", Join.class, Joined.class);

  /** Renew it. */
  public static final RequestAddress<Renew, Renewed> RENEW =
      RequestAddress.toStore("nodes.renew", Renew.class, Renewed.class);

  /** Give it back. */
  public static final RequestAddress<Leave, Left> LEAVE =
      RequestAddress.toStore("nodes.leave", Leave.class, Left.class);

  /** See who is there. */
  public static final RequestAddress<ListNodes, NodeList> LIST =
      RequestAddress.toStore("nodes.list", ListNodes.class, NodeList.class);

  private Nodes() {}
}
