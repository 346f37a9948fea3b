package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A small node stays small, however long its queue. */
@Tag("slow")
class MemoryIT {

  private static final long MB = 1 << 20;
  private static final int BATCHES = 100;
  private static final int BATCH = 1_000;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+[0-9]+\\s+([0-9]+)");

  @Test
  void aLongQueueCostsNoMemory() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node = NodeUnderTest.ready(home, Map.of("ATHANOR_JAVA_OPTS", "-Xmx256m"))) {
      Api api = node.api();
      IntStream.range(0, 20).forEach(i -> api.run(Api.bash("echo " + i)));
      assertThat(resident(node)).isLessThan(350 * MB);
      // As many requests as later, so that caches and compiled code are not taken for the queue.
      batches(api, 10);
      long before = live(node);
      batches(api, BATCHES - 10);
      // The overview looks at so many rows of a line and says that there are more.
      JsonNode queue = api.get("/api/v1/queue").json();
      assertThat(queue.path("ready").asInt()).isEqualTo(10_000);
      assertThat(queue.path("exact").asBoolean()).isFalse();
      assertThat(live(node) - before).isLessThan(10 * MB);
      assertThat(resident(node)).isLessThan(450 * MB);
      assertThat(api.run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
    }
  }

  private static void batches(Api api, int count) {
    for (int i = 0; i < count; i++) {
      List<ObjectNode> batch =
          IntStream.range(0, BATCH)
              .mapToObj(n -> Api.bash("echo " + n).put("pool", "nobody"))
              .toList();
      assertThat(api.submitAll(batch)).hasSize(BATCH);
    }
  }

  /** Bytes of the JVM that are in memory; the database is not part of it. */
  private static long resident(NodeUnderTest node) throws IOException {
    String status = Files.readString(Path.of("/proc", Long.toString(node.pid()), "status"));
    return 1024 * number(RESIDENT, status);
  }

  /** Bytes of the objects that a full collection leaves. */
  private static long live(NodeUnderTest node) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(node.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    return number(
        TOTAL, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
