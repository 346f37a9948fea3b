package io.athanor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The peers' libraries, fetched once by the clients of their registries into the build folder. */
final class PeerInstallation {

  private static final Path SOURCES = Path.of("src", "bench", "peers");
  private static final Path FOLDER = Path.of("target", "peers").toAbsolutePath();

  private PeerInstallation() {}

  /** The command that starts a peer, whose libraries are installed if they are not yet there. */
  static List<String> command(Peer peer) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (peer.java()) {
      Path classpath = FOLDER.resolve("classpath");
      maven(classpath);
      command.addAll(List.of(Jvm.own(), "-Xmx768m", "-cp"));
      command.add(FOLDER.resolve("java").resolve("classes") + ":" + Files.readString(classpath));
      command.add(peer.program());
    } else {
      Path node = npm();
      command.add(node.toString());
      command.add(FOLDER.resolve("node").resolve(peer.program()).toString());
    }
    command.addAll(peer.arguments());
    return command;
  }

  private static void maven(Path classpath) throws IOException, InterruptedException {
    String maven = System.getenv("ATHANOR_BENCH_MAVEN");
    run(
        List.of(
            maven == null ? "mvn" : maven,
            "-q",
            "-B",
            "-f",
            SOURCES.resolve("java").resolve("pom.xml").toString(),
            "-Dtarget=" + FOLDER.resolve("java"),
            "-Dmdep.outputFile=" + classpath,
            "compile",
            "dependency:build-classpath"),
        "Maven is not installed");
  }

  /** The Node.js that the peers need is one of the packages, because systems often have less. */
  private static Path npm() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(FOLDER.resolve("node"));
    try (Stream<Path> sources = Files.list(SOURCES.resolve("node"))) {
      for (Path source : sources.toList()) {
        Files.copy(
            source, folder.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path node = folder.resolve("node_modules/node/bin/node");
    if (!Files.exists(node)) {
      run(
          List.of(
              "npm",
              "install",
              "--silent",
              "--no-fund",
              "--no-audit",
              "--prefix",
              folder.toString()),
          "node is not installed");
    }
    return node;
  }

  private static void run(List<String> command, String missing)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IOException(missing, e);
    }
    if (process.waitFor() != 0) {
      throw new IOException("its libraries could not be fetched by " + command.get(0));
    }
  }
}
