package io.athanor.experiments;

import io.athanor.bus.Bus;
import io.athanor.bus.Wire;
import io.athanor.contract.Nodes;
import io.athanor.contract.Nodes.Node;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.RuntimeReport;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.SandboxTier;
import io.athanor.contract.Submission.Requests;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which runtimes and pools the nodes of the cluster serve at present, looked up at most once a
 * second.
 */
final class RuntimeOffers {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Weakest first. */
  private static final List<String> TIERS = SandboxTier.ids();

  private final Bus bus;
  private Future<List<Node>> known;
  private long knownSince;

  RuntimeOffers(Bus bus) {
    this.bus = bus;
  }

  private Future<List<Node>> nodes() {
    long now = System.nanoTime();
    if (known == null || now - knownSince > FRESH_NANOS || known.failed()) {
      knownSince = now;
      known = bus.request(Nodes.LIST, new Nodes.ListNodes()).map(Nodes.NodeList::nodes);
    }
    return known;
  }

  /**
   * Reports experiments whose runtime no node has, though there are nodes that run programs.
   *
   * @return the nodes that run programs
   */
  Future<List<Node>> check(List<Planned> planned, Faults faults) {
    return nodes()
        .map(all -> all.stream().filter(node -> node.slots() > 0).toList())
        .compose(
            workers -> {
              String missing = null;
              for (int i = 0; i < planned.size(); i++) {
                String runtime = planned.get(i).runtime();
                boolean served =
                    workers.stream().anyMatch(node -> node.runtimes().contains(runtime));
                if (!workers.isEmpty() && !served) {
                  String at = planned.size() == 1 ? "" : "experiments[" + i + "].";
                  faults.add(at + "runtime", "is on no node: " + runtime);
                  missing = runtime;
                }
              }
              return missing == null
                  ? Future.succeededFuture(workers)
                  : advise(missing, faults).map(workers);
            });
  }

  private Future<Void> advise(String runtime, Faults faults) {
    return bus.request(Operations.SANDBOX, new Operations.Sandbox())
        .map(
            report -> {
              report.runtimes().stream()
                  .filter(one -> one.name().equals(runtime) && one.install() != null)
                  .map(RuntimeReport::install)
                  .findFirst()
                  .ifPresent(
                      install ->
                          faults.advise(
                              "Install it with: " + install + ", and start the node anew."));
              return null;
            })
        .otherwiseEmpty()
        .mapEmpty();
  }

  /** What the submitter should know about where the experiment can run, or null. */
  static String warning(Planned planned, List<Node> workers) {
    List<Node> serving =
        workers.stream()
            .filter(
                node ->
                    node.pools().contains(planned.pool())
                        && node.runtimes().contains(planned.runtime()))
            .toList();
    if (serving.isEmpty()) {
      return "No node serves pool "
          + planned.pool()
          + " for "
          + planned.runtime()
          + " at present; it waits.";
    }
    int required = planned.requiredTier() == null ? 0 : TIERS.indexOf(planned.requiredTier());
    List<Node> strong =
        serving.stream().filter(node -> TIERS.indexOf(node.tier()) >= required).toList();
    return strong.isEmpty()
        ? "No node that serves it reaches the sandbox tier "
            + planned.requiredTier()
            + " at present; it waits."
        : tooLarge(planned, strong);
  }

  /** What it asks for that none of them has, or null. */
  private static String tooLarge(Planned planned, List<Node> workers) {
    Requests said = Wire.decode(planned.requests().text(), Requests.class);
    double cpus = said.cpu() == null ? 1 : Math.ceil(said.cpu());
    // Above its limit it would have been refused.
    long memory =
        said.memory() == null ? planned.limits().memory() : Quantities.size(said.memory());
    if (workers.stream().noneMatch(node -> node.slots() >= cpus)) {
      return "No node that serves it has %.0f processors at present; it waits.".formatted(cpus);
    }
    return workers.stream().anyMatch(node -> node.memory() >= memory)
        ? null
        : "No node that serves it has %s of memory at present; it waits."
            .formatted(Quantities.show(memory));
  }
}
