package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsCommandTest {
  @TempDir private Path directory;

  private Path to() {
    return directory.resolve("to");
  }

  private static String digest(String text) {
    Digest digest = new Digest();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.add(bytes, bytes.length);
    return digest.hexadecimal();
  }

  /**
   * A server with artefacts, which answers every download of one with the text of the other map.
   */
  private static FakeServer having(Map<String, String> artefacts, Map<String, String> answers) {
    var page = Json.object().putNull("nextCursor");
    FakeServer server = new FakeServer();
    new TreeMap<>(artefacts)
        .forEach(
            (name, text) -> {
              page.withArray("items")
                  .addObject()
                  .put("name", name)
                  .put("size", text.length())
                  .put("contentType", "text/plain")
                  .put("digest", digest(text));
              server.on(
                  "GET " + PATH + "/artifacts/" + name,
                  (e, r) ->
                      FakeServer.answer(e, 200, "text/plain", answers.getOrDefault(name, text)));
            });
    page.withArray("items");
    return server.json("GET " + PATH + "/artifacts", 200, page.toString().replace("'", "\\u0027"));
  }

  private static FakeServer two() {
    return having(Map.of("a.txt", "alpha", "plots/b.svg", "beta"), Map.of());
  }

  private Invocation download(FakeServer server, String... more) {
    String[] first = {"artifacts", ID, "--to", to().toString()};
    return Invocation.of(server, Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private long filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void listsThem() {
    try (FakeServer server = two()) {
      Invocation list = Invocation.of(server, "artifacts", ID);
      assertThat(list.code()).isZero();
      assertThat(list.out()).contains("a.txt", "plots/b.svg", "text/plain", digest("beta"));
      JsonNode json =
          Json.parse(Invocation.of(server, "artefacts", ID, "--json").out()).orElseThrow();
      assertThat(json.path("items")).hasSize(2);
    }
    try (FakeServer server = having(Map.of(), Map.of())) {
      Invocation none = Invocation.of(server, "artifacts", ID);
      assertThat(none.code()).isZero();
      assertThat(none.err()).contains("no artefacts");
      assertThat(download(server, "--all").code()).isZero();
      assertThat(download(server, "--get", "a").code()).isEqualTo(ExitCode.NOT_FOUND);
    }
  }

  @Test
  void downloadsThemWhole() throws IOException {
    try (FakeServer server = two()) {
      Invocation all = download(server, "--all");
      assertThat(all.code()).as(all.err()).isZero();
      assertThat(to().resolve("a.txt")).hasContent("alpha");
      assertThat(to().resolve("plots/b.svg")).hasContent("beta");
      assertThat(filesBelow(directory)).isEqualTo(2);
      int before = server.requests().size();
      Invocation again = download(server, "--get", "a.txt", "--get", "a.txt", "--json");
      assertThat(again.code()).isZero();
      JsonNode item = Json.parse(again.out()).orElseThrow().path("items").path(0);
      assertThat(item.path("downloaded").asBoolean(true)).isFalse();
      assertThat(item.path("file").asText()).isEqualTo(to().resolve("a.txt").toString());
      assertThat(server.requests()).hasSize(before + 1);
    }
  }

  @Test
  void namesMayStandAfterTheId() throws IOException {
    try (FakeServer server = two()) {
      Invocation one = download(server, "plots/b.svg");
      assertThat(one.code()).as(one.err()).isZero();
      assertThat(to().resolve("plots/b.svg")).hasContent("beta");
      assertThat(filesBelow(to())).isEqualTo(1);
      assertThat(download(server, "nothing").code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(download(server, "a.txt", "--all").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Files.writeString(to(), "a file of mine");
    try (FakeServer server = two()) {
      Invocation blocked = download(server, "--get", "a.txt");
      assertThat(blocked.code()).isEqualTo(ExitCode.CANNOT_WRITE);
      assertThat(blocked.err()).contains("to' is there and no folder", "--to");
    }
  }

  @Test
  void replacesNothingUnlessItIsTold() throws IOException {
    Files.createDirectories(to());
    Files.writeString(to().resolve("plots"), "a file of mine");
    Files.writeString(to().resolve("a.txt"), "mine");
    try (FakeServer server = two()) {
      Invocation refused = download(server, "--all");
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("a.txt' is there with other contents", "--force");
      assertThat(to().resolve("a.txt")).hasContent("mine");
      assertThat(download(server, "--get", "a.txt", "--force").code()).isZero();
      assertThat(to().resolve("a.txt")).hasContent("alpha");
      Invocation blocked = download(server, "--all", "--force");
      assertThat(blocked.code()).isEqualTo(ExitCode.CANNOT_WRITE);
      assertThat(blocked.err()).contains("plots' is there and no folder");
      assertThat(to().resolve("plots")).hasContent("a file of mine");
      Files.delete(to().resolve("a.txt"));
      Files.createDirectory(to().resolve("a.txt"));
      assertThat(download(server, "--get", "a.txt", "--force").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a",
        "/etc/a",
        "a/../../b",
        "..",
        ".",
        "a//b",
        "a/",
        "",
        "a/./b",
        "x\u0000y",
        "x\ny"
      })
  void aNameNeverLeadsOutOfTheFolder(String name) throws IOException {
    try (FakeServer server = having(Map.of(name, "evil"), Map.of())) {
      Invocation refused = download(server, "--all");
      assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.err()).contains("leads out of").hasLineCount(1);
      assertThat(filesBelow(directory)).isZero();
    }
  }

  @Test
  void aLinkLeadsNowhereElse() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("kept"), "kept");
    Files.createDirectories(to());
    Files.createSymbolicLink(to().resolve("plots"), elsewhere);
    Files.createSymbolicLink(to().resolve("a.txt"), file);
    try (FakeServer server = two()) {
      assertThat(download(server, "--get", "plots/b.svg", "--force").code())
          .isEqualTo(ExitCode.REFUSED);
      assertThat(download(server, "--get", "a.txt", "--force").code()).isEqualTo(ExitCode.USAGE);
      assertThat(file).hasContent("kept");
      assertThat(filesBelow(elsewhere)).isEqualTo(1);
    }
  }

  @Test
  void whatIsDamagedIsNotKept() throws IOException {
    try (FakeServer server = having(Map.of("a.txt", "alpha"), Map.of("a.txt", "alp"))) {
      Invocation damaged = download(server, "--all");
      assertThat(damaged.code()).isEqualTo(ExitCode.FAILED);
      assertThat(damaged.err()).contains("was not kept");
      assertThat(filesBelow(to())).isZero();
    }
  }

  @Test
  void whatIsTypedWronglyIsRefused() {
    try (FakeServer server = two()) {
      assertThat(download(server).code()).isEqualTo(ExitCode.USAGE);
      assertThat(download(server, "--all", "--get", "a.txt").code()).isEqualTo(ExitCode.USAGE);
      Invocation none = download(server, "--get", "c.txt");
      assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(none.err()).contains("a.txt, plots/b.svg");
      assertThat(Invocation.of(server, "artifacts", ID, "--force").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }
}
