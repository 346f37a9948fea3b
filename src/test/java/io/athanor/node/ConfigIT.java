package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that cannot start: they say why, with everything at once, and leave nothing behind. */
class ConfigIT {

  private static final int CONFIGURATION = 78;
  private static final String SECRET = "s3cret-of-the-database";

  private TestHome home;

  @BeforeEach
  void create() throws IOException {
    home = TestHome.create();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(home.processes()).isEmpty();
    assertThat(home.file("node.json")).doesNotExist();
    home.close();
  }

  private NodeUnderTest failed(Map<String, String> settings, String... arguments)
      throws IOException {
    NodeUnderTest node = NodeUnderTest.launch(home, settings, arguments);
    node.awaitExit();
    return node;
  }

  @Test
  void everyMistakeIsNamedAtOnceAndNothingIsStarted() throws IOException {
    Files.writeString(home.file("athanor.yaml"), "htpp:\n  port: 1\nexecution:\n  lease: soon\n");
    NodeUnderTest node =
        failed(
            Map.of(
                "ATHANOR_HTTP_PORT", "99999",
                "ATHANOR_EXECUTION_SLOTS", "-3",
                "ATHANOR_DATABASE_URL", "mysql://u:" + SECRET + "@h/db"),
            "--roles",
            "http,alchemy");
    assertThat(node.awaitExit()).as(node.tail()).isEqualTo(CONFIGURATION);
    assertThat(node.log())
        .contains("htpp")
        .contains("execution.lease")
        .contains("http.port")
        .contains("execution.slots")
        .contains("database.url")
        .contains("node.roles")
        .doesNotContain(SECRET);
    assertThat(home.file("data")).doesNotExist();
    assertThat(home.file("admin.key")).doesNotExist();
  }

  @Test
  void aConfigurationCanBeCheckedWithoutANode() throws Exception {
    Path file = home.file("mine.yaml");
    Files.writeString(
        file,
        """
        http:
          port: 99999
          hots: 127.0.0.1
        execution:
          lease: soon
        integrations:
          llm:
            enabled: true
            apiKey: %s
          webhook:
            url: hooks/%s
        """
            .formatted(SECRET, SECRET));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    List<String> command = new ArrayList<>(NodeUnderTest.main("-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("config", "validate", "--json", "--config", file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ATHANOR_"));
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isEqualTo(CONFIGURATION);
    assertThat(printed)
        .contains("\"valid\":false", "\"errors\":6", "did you mean http.host?")
        .contains("integrations.llm.model", "integrations.llm.url", "integrations.webhook.url")
        .doesNotContain(SECRET);
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    String file = home.file("nowhere.yaml").toString();
    NodeUnderTest node = failed(Map.of(), "--config", file);
    assertThat(node.awaitExit()).isEqualTo(CONFIGURATION);
    assertThat(node.log()).contains(file);
  }

  @Test
  void anUnreachableDatabaseIsAClearError() throws IOException {
    NodeUnderTest node =
        failed(
            Map.of(
                "ATHANOR_DATABASE_URL",
                "postgresql://u:" + SECRET + "@127.0.0.1:1/athanor",
                "ATHANOR_STARTUP_DEADLINE",
                "8s"));
    assertThat(node.awaitExit()).as(node.tail()).isEqualTo(1);
    assertThat(node.log())
        .contains("database-server has failed 1 time(s): cannot connect to")
        .contains("127.0.0.1:1")
        .contains("still starting: database-server (")
        .doesNotContain(SECRET);
    assertThat(home.file("data")).doesNotExist();
  }

  @Test
  void aWrongPasswordIsAClearError() throws IOException {
    try (ExternalDatabase database = ExternalDatabase.start()) {
      NodeUnderTest node = failed(Map.of("ATHANOR_DATABASE_URL", database.url(SECRET)));
      assertThat(node.awaitExit()).as(node.tail()).isEqualTo(1);
      assertThat(node.log()).contains("password authentication failed").doesNotContain(SECRET);
    }
  }

  @Test
  void aDataFolderThatIsNoneIsAClearError() throws IOException {
    Files.writeString(home.file("data"), "not a folder");
    NodeUnderTest node = failed(Map.of());
    assertThat(node.awaitExit()).as(node.tail()).isEqualTo(1);
    assertThat(node.log()).contains(home.file("data").toString());
    assertThat(home.file("data")).hasContent("not a folder");
  }

  @Test
  void anOccupiedPortIsAClearError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      NodeUnderTest node = failed(Map.of("ATHANOR_HTTP_PORT", port));
      assertThat(node.awaitExit()).as(node.tail()).isEqualTo(1);
      assertThat(node.log()).contains(port).contains("in use");
    }
  }
}
