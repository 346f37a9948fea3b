package io.athanor.operations;

import io.athanor.contract.Nodes;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.Status;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Looks at what lies around the node: its disk and its cluster. */
final class LocalChecks {

  private static final long MB = 1024 * 1024;

  private static final long SCARCE = 1024 * MB;
  private static final double SCARCE_SHARE = 0.05;

  private LocalChecks() {}

  static List<HealthCheck> of(Vertx vertx, OperationsConfig config) {
    Stream<HealthCheck> disk =
        config.home().stream()
            .map(
                home ->
                    HealthCheck.of("disk", () -> vertx.executeBlocking(() -> disk(home), false))
                        .every(Duration.ofSeconds(10)));
    Stream<HealthCheck> cluster =
        config.cluster().stream()
            .map(
                view ->
                    HealthCheck.of("cluster", () -> vertx.executeBlocking(() -> look(view), false))
                        .in(Group.DEPENDENCIES)
                        .every(Duration.ofSeconds(5))
                        .afterChanges(2, 3));
    return Stream.concat(disk, cluster).toList();
  }

  private static Finding disk(Path home) throws IOException {
    FileStore store = Files.getFileStore(home);
    return room(store.getUsableSpace(), store.getTotalSpace());
  }

  static Finding room(long free, long total) {
    String detail = "%d MB of %d MB of the home's disk are free".formatted(free / MB, total / MB);
    if (free < Nodes.LEAST_ROOM) {
      return new Finding(
          Status.UNHEALTHY,
          detail,
          "free some room: below %d MB the node starts nothing".formatted(Nodes.LEAST_ROOM / MB));
    }
    return free < SCARCE && free < total * SCARCE_SHARE
        ? new Finding(Status.DEGRADED, detail, "free some room before it is full")
        : Finding.healthy(detail);
  }

  private static Finding look(ClusterView view) {
    String detail = "%d nodes see each other".formatted(view.members());
    return view.safe()
        ? Finding.healthy(detail)
        : new Finding(
            Status.DEGRADED,
            detail + ", and what they share is being moved",
            "wait with stopping a node until this check is healthy");
  }
}
