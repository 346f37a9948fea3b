package io.athanor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and methods stay short enough to be read, and names say something. */
final class SourceRulesTest {

  // This file and the one that it tests name what they forbid.
  private static final List<String> OURSELVES = List.of("SourceRulesTest.java", "SourceFile.java");

  private static List<SourceFile> files(String root) throws IOException {
    Path folder = Path.of(root);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !OURSELVES.contains(path.getFileName().toString()))
          .map(SourceFile::read)
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "src/test/java", "src/bench/java"})
  void theSourcesKeepTheRules(String root) throws IOException {
    assertThat(files(root).stream().flatMap(file -> file.offences().stream())).isEmpty();
  }

  @Test
  void testsDoNotSleep() throws IOException {
    assertThat(files("src/test/java").stream())
        .filteredOn(file -> !file.name().contains("violations"))
        .filteredOn(file -> file.text().contains("Thread.sleep("))
        .map(SourceFile::name)
        .isEmpty();
  }

  @Test
  void theScanSeesTheSources() throws IOException {
    assertThat(files("src/main/java")).extracting(SourceFile::name).contains(bus());
  }

  private static String bus() {
    return Path.of("src/main/java/io/athanor/bus/Bus.java").toString();
  }

  private static List<String> offences(String name, String text) {
    return new SourceFile(name, text).offences();
  }

  private static String method(int lines) {
    return "class A {\n  void long_() {\n" + "    int x;\n".repeat(lines - 2) + "  }\n}\n";
  }

  @Test
  void longFilesAreFound() {
    assertThat(offences("a/Book.java", "//\n".repeat(250))).isEmpty();
    assertThat(offences("a/Book.java", "//\n".repeat(251))).hasSize(1);
    assertThat(offences("a/BookVerticle.java", "//\n".repeat(120))).isEmpty();
    assertThat(offences("a/BookVerticle.java", "//\n".repeat(121))).hasSize(1);
  }

  @Test
  void longMethodsAreFound() {
    assertThat(offences("a/A.java", method(40))).isEmpty();
    assertThat(offences("a/A.java", method(41)))
        .containsExactly("a/A.java: long_ has 41 lines, more than 40");
    String nested = "interface B { Object o = new Object() { " + method(41).substring(9) + "; }";
    assertThat(offences("a/B.java", nested)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BaseRoute",
        "AbstractThing",
        "CacheManager",
        "ManagerOfCaches",
        "TestHelper",
        "StringUtils",
        "TimeUtil",
        "BusImpl",
        "UserData",
        "NodeInfo",
        "Utils"
      })
  void namesThatSayNothingAreFound(String name) {
    assertThat(offences("a/" + name + ".java", "")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Database",
        "DataDirectory",
        "Basement",
        "Implication",
        "Utilisation",
        "Abstraction"
      })
  void otherNamesAreNot(String name) {
    assertThat(offences("a/" + name + ".java", "")).isEmpty();
  }

  @Test
  void packagesAndWordsThatMeanLaterAreFound() {
    assertThat(offences("io/common/Thing.java", "")).hasSize(1);
    assertThat(offences("a/A.java", "// TODO: later\n")).hasSize(1);
    assertThat(offences("a/A.java", "assumeTrue(false);\n")).hasSize(1);
    assertThat(offences("a/A.java", "@Disabled class A {}\n")).hasSize(1);
  }
}
