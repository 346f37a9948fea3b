package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contract.Contents;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What programs read, from the upload to the result. */
class InputsIT {

  private static final int SIZE = 7 << 20;
  private static final String READ =
      """
      import hashlib, os
      result = {n: [hashlib.sha256(open("inputs/" + n, "rb").read()).hexdigest(), oct(os.stat("inputs/" + n).st_mode)]
                for n in sorted(os.listdir("inputs"))}
      """;

  private static String store(Api api, byte[] bytes) {
    Answer answer =
        api.send(
            api.request("/api/v1/contents")
                .setHeader("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("digest").asText();
  }

  private static String put(Api api, byte[] bytes) {
    Answer answer =
        api.send(
            api.request("/api/v1/contents/" + Contents.digestOf(bytes))
                .setHeader("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("digest").asText();
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static ObjectNode reading(Map<String, String> digests) {
    ObjectNode program = Api.python(READ);
    ArrayNode inputs = program.putArray("inputs");
    digests.forEach((name, digest) -> inputs.addObject().put("name", name).put("digest", digest));
    program.putObject("limits").put("disk", "1MB");
    return program;
  }

  private static void reads(JsonNode ended, Map<String, String> digests) {
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("COMPLETED");
    digests.forEach(
        (name, digest) -> {
          assertThat(ended.path("result").path(name).path(0).asText()).isEqualTo(digest);
          assertThat(ended.path("result").path(name).path(1).asText()).isEqualTo("0o100444");
        });
    assertThat(ended.path("result")).hasSize(digests.size());
  }

  @Test
  void largeOnesAreFilesOfTheNodeAndSmallOnesAreCopied() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node = NodeUnderTest.ready(home, Map.of("ATHANOR_EXECUTION_SLOTS", "2"))) {
      Api api = node.api();
      Map<String, String> large =
          Map.of(
              "a.bin", store(api, random(1, SIZE)),
              "b.bin", put(api, random(2, 2 * SIZE)),
              "c.csv", store(api, random(3, 100)));
      Map<String, String> small = Map.of("c.csv", Contents.digestOf(random(3, 100)));
      List<String> both = api.submitAll(List.of(reading(large), reading(large)));
      both.forEach(id -> reads(api.awaitEnd(id), large));
      reads(api.run(reading(small)), small);
      Path kept = node.file("inputs");
      assertThat(kept).isDirectory();
      for (String digest : large.values()) {
        assertThat(Contents.digestOf(Files.readAllBytes(kept.resolve(digest)))).isEqualTo(digest);
      }
      Path damaged = kept.resolve(large.get("a.bin"));
      Files.delete(damaged);
      Files.write(damaged, random(4, SIZE));
      reads(api.run(reading(large)), large);
      reads(
          api.run(reading(large).put("isolation", "group").put("sessionId", session(api))), large);
    }
  }

  private static String session(Api api) {
    Answer answer = api.post("/api/v1/sessions", "{\"question\": \"What is in it?\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }
}
