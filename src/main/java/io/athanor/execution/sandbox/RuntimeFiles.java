package io.athanor.execution.sandbox;

import io.athanor.execution.sandbox.inside.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files that go into every sandbox, extracted and compiled once below the node's home. The
 * directory is named by the digest of what is in it, so that two versions of a node never share
 * one.
 */
record RuntimeFiles(Path directory) {

  /**
   * What is copied into a sandbox: our file, and its name inside. The order is that of the
   * descriptors from 11 on.
   */
  static final Map<String, String> INSIDE = inside();

  /** The module of the class that waits in a JVM. */
  static final String WAITING = "athanor.waiting";

  private static final List<String> PYTHON =
      List.of(
          "sandbox/shim.py",
          "sandbox/program.py",
          "sandbox/collect.py",
          "sandbox/processes.py",
          "sandbox/scratch.py",
          "sandbox/ahead.py",
          "sandbox/host.py",
          "python/harness.py",
          "python/athanor.py");

  private static final String COMPILE =
      "import py_compile, sys\n"
          + "for source in sys.argv[1:]:\n"
          + "    py_compile.compile(source, source + 'c', '<athanor>', doraise=True,"
          + " invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)\n";

  private static Map<String, String> inside() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("passwd", "/etc/passwd");
    names.put("shim.pyc", "/athanor/shim.pyc");
    names.put("program.pyc", "/athanor/_athanor_program.pyc");
    names.put("collect.pyc", "/athanor/_athanor_collect.pyc");
    names.put("processes.pyc", "/athanor/_athanor_processes.pyc");
    names.put("scratch.pyc", "/athanor/_athanor_scratch.pyc");
    names.put("ahead.pyc", "/athanor/_athanor_ahead.pyc");
    names.put("Ahead.java", "/athanor/Ahead.java");
    names.put("waiting.jar", "/athanor/waiting.jar");
    names.put("harness.pyc", "/athanor/_athanor_harness.pyc");
    names.put("athanor.pyc", "/athanor/athanor.pyc");
    names.put("athanor.js", "/node_modules/athanor/index.js");
    return Collections.unmodifiableMap(names);
  }

  Path launcher() {
    return directory.resolve("launch.sh");
  }

  Path filter() {
    return directory.resolve("filter.bpf");
  }

  /** Extracts what is not there yet. */
  static RuntimeFiles extract(SandboxConfig config, Spawner spawner)
      throws IOException, SandboxUnavailableException {
    Command.Outcome version =
        Command.run(spawner, List.of(config.python().toString(), "-I", "-S", "-VV"));
    if (version.exit() != 0) {
      throw new SandboxUnavailableException(
          "no working Python at "
              + config.python()
              + ", which every sandbox needs; install it: apt-get install python3");
    }
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("launch.sh", resource("sandbox/launch.sh"));
    contents.put("mount.sh", resource("sandbox/mount.sh"));
    String architecture = System.getProperty("os.arch");
    contents.put("filter.bpf", SeccompFilter.inNamespaces(architecture));
    contents.put("host.bpf", SeccompFilter.onHost(architecture, false));
    contents.put("user.bpf", SeccompFilter.onHost(architecture, true));
    contents.put(
        "passwd",
        "root:x:0:0:root:/:/usr/sbin/nologin\nsandbox:x:1000:1000:sandbox:/work:/usr/bin/bash\n"
            .getBytes(StandardCharsets.UTF_8));
    contents.put("athanor.js", resource("node/athanor.js"));
    contents.put("Ahead.java", resource("java/Ahead.java"));
    contents.put("waiting.jar", waiting());
    for (String name : PYTHON) {
      contents.put(name.substring(name.indexOf('/') + 1), resource(name));
    }
    Path parent = config.home().toAbsolutePath().resolve("runtimes");
    Path directory = parent.resolve(digest(contents, version.output()));
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(parent);
      Path fresh = Files.createTempDirectory(parent, ".new-");
      write(fresh, contents);
      compile(config, spawner, fresh);
      publish(fresh, directory);
    }
    return new RuntimeFiles(directory);
  }

  private static void write(Path directory, Map<String, byte[]> contents) throws IOException {
    for (Map.Entry<String, byte[]> one : contents.entrySet()) {
      Files.write(directory.resolve(one.getKey()), one.getValue());
    }
  }

  private static void compile(SandboxConfig config, Spawner spawner, Path directory)
      throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(config.python().toString(), "-I", "-S", "-c", COMPILE),
                PYTHON.stream()
                    .map(n -> directory.resolve(n.substring(n.indexOf('/') + 1)).toString()))
            .toList();
    Command.Outcome compiled = Command.run(spawner, command);
    if (compiled.exit() != 0) {
      throw new IOException("the sandbox's own Python files do not compile: " + compiled.output());
    }
  }

  private static void publish(Path fresh, Path directory) throws IOException {
    try (Stream<Path> files = Files.list(fresh)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      }
    }
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (IOException e) {
      // Another node with the same home was faster; its files are the same.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      try (Stream<Path> files = Files.list(fresh)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(fresh);
    }
  }

  /**
   * A module of the one class; the same bytes each time, because the directory is named by them.
   */
  private static byte[] waiting() throws IOException {
    String own = Waiting.class.getName().replace('.', '/') + ".class";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream jar = new ZipOutputStream(bytes);
        InputStream in = Waiting.class.getResourceAsStream("/" + own)) {
      String manifest = "Manifest-Version: 1.0\nAutomatic-Module-Name: " + WAITING + "\n";
      entry(jar, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
      entry(jar, own, in.readAllBytes());
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream jar, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    jar.putNextEntry(entry);
    jar.write(bytes);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = RuntimeFiles.class.getResourceAsStream("/runtimes/" + name)) {
      if (in == null) {
        throw new IOException("missing from the application: runtimes/" + name);
      }
      return in.readAllBytes();
    }
  }

  private static String digest(Map<String, byte[]> contents, String python) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(python.getBytes(StandardCharsets.UTF_8));
      contents.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }
}
