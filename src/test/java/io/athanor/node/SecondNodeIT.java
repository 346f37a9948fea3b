package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecondNodeIT {

  @Test
  void aSecondNodeOnTheSameHomeNamesTheFirstAndLeavesItAlone() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest first = NodeUnderTest.ready(home, Map.of())) {
      String address = Files.readString(home.file("node.json"));
      String key = Files.readString(home.file("admin.key"));
      int printed = first.log().length();
      NodeUnderTest second = NodeUnderTest.launch(home, Map.of());
      assertThat(second.awaitExit()).as(first.tail()).isEqualTo(78);
      assertThat(first.log().substring(printed))
          .contains("process " + first.pid())
          .contains(first.api().address().toString());
      assertThat(home.file("node.json")).hasContent(address);
      assertThat(home.file("admin.key")).hasContent(key);
      assertThat(first.api().run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
    }
  }

  @Test
  void ofNodesThatStartTogetherOneRuns() throws Exception {
    try (TestHome home = TestHome.create()) {
      List<NodeUnderTest> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(NodeUnderTest.launch(home, Map.of()));
      }
      NodeUnderTest.within(Duration.ofSeconds(60))
          .until(() -> nodes.stream().filter(NodeUnderTest::isAlive).count() == 1);
      for (NodeUnderTest node : nodes) {
        if (node.isAlive()) {
          try (node) {
            node.awaitReady();
          }
        } else {
          assertThat(node.awaitExit()).as(node.tail()).isEqualTo(78);
        }
      }
    }
  }
}
