package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.execution.sandbox.ReadableClassPath;
import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.Tiers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases that {@link AbuseIT} leaves out, and its own as an ordinary user. */
@Tag("slow")
class RemainingAbuseIT {
  private static final int UID = 61_580;
  @TempDir Path directory;

  static List<Tier> tiers() {
    return Tiers.all();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void theOtherCasesAreAsExpected(Tier tier) throws Exception {
    assertThat(AbuseSuite.broken(tier, one -> !one.quick())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"namespaced", "landlock"})
  void theQuickCasesAreAsExpectedForAnOrdinaryUser(String tier) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Duser.home=/", "-cp", ReadableClassPath.copiedTo(directory)));
    command.addAll(List.of(Main.class.getName(), "--quick", "--tier", tier));
    Process suite = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = printed(suite);
    assertThat(suite.waitFor()).as(printed).isZero();
    assertThat(printed).contains("12 of 12 as expected");
  }

  private static String printed(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
