package io.athanor.contract;

import java.time.Duration;
import java.util.List;

/** Samples of {@link Nodes}. */
final class NodeSamples {

  static List<Record> all() {
    Nodes.Load load = new Nodes.Load(0.97, 0.9, 0.5, 8L << 30, "its processors are busy");
    Nodes.Node node =
        new Nodes.Node(
            Samples.ID,
            "lab-1",
            List.of("persistence", "execution"),
            List.of("default"),
            List.of("python"),
            "strict",
            8,
            16L << 30,
            3,
            Samples.AT,
            Samples.AT.plusSeconds(30),
            load);
    return List.of(
        new Nodes.Join(
            Samples.ID,
            "lab-1",
            List.of("execution"),
            List.of("default"),
            List.of("python"),
            "strict",
            4,
            8,
            1L << 34,
            Duration.ofSeconds(30)),
        new Nodes.Joined(7, 2),
        new Nodes.Renew(Samples.ID, 7, List.of(11L, 12L), load),
        load,
        new Nodes.Renewed(true, List.of(Samples.OTHER_ID)),
        new Nodes.Leave(Samples.ID, 7),
        new Nodes.Left(2),
        new Nodes.ListNodes(),
        node,
        new Nodes.NodeList(List.of(node)));
  }

  private NodeSamples() {}
}
