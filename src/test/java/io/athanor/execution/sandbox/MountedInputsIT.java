package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Contents;
import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of the node that programs read where they are, at every tier. */
class MountedInputsIT {

  private static final int SIZE = 64 << 20;

  /** Less memory and less disk than the input has. */
  private static final Limits SMALL =
      new Limits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          48 << 20,
          16,
          1 << 20,
          1 << 20,
          1 << 20,
          1 << 20,
          "none");

  private static final String READ =
      """
      import hashlib, mmap
      digest, seen = hashlib.sha256(), 0
      with open("inputs/data.bin", "rb") as f:
          while part := f.read(1 << 20):
              digest.update(part)
          with mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as m:
              seen = sum(m[i] for i in range(0, len(m), 4096))
      result = digest.hexdigest() if seen >= 0 else None
      """;

  private static final String CHANGE =
      """
      import os
      done = []
      def attempt(name, what):
          try:
              what()
              done.append(name)
          except OSError:
              pass
      f = "inputs/data.bin"
      attempt("write", lambda: open(f, "r+b").write(b"x"))
      attempt("append", lambda: open(f, "ab").write(b"x"))
      attempt("truncate", lambda: os.truncate(f, 0))
      attempt("unlink", lambda: os.unlink(f))
      attempt("chmod", lambda: os.chmod(f, 0o666))
      attempt("utime", lambda: os.utime(f))
      attempt("rename", lambda: os.rename(f, "elsewhere"))
      attempt("replace", lambda: os.rename("/work/params.json", f))
      attempt("create", lambda: open("inputs/more", "w"))
      attempt("move the folder", lambda: os.rename("inputs", "elsewhere"))
      attempt("remove the folder", lambda: os.rmdir("inputs"))
      attempt("chmod the folder", lambda: os.chmod("inputs", 0o777))
      attempt("see the node's files", lambda: os.listdir("/mnt"))
      result = done
      """;

  @TempDir static Path home;
  private static Path file;
  private static String digest;

  @BeforeAll
  static void store() throws IOException {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i += 4096) {
      bytes[i] = (byte) (i >> 12);
    }
    digest = Contents.digestOf(bytes);
    Path folder = Files.createDirectory(home.resolve("inputs"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    file = Files.write(folder.resolve(digest), bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
  }

  static List<Tier> tiers() {
    return Tiers.all().stream().filter(Tier::namespaces).toList();
  }

  private static Job job(String program, String group) {
    return new Job(
        UUID.randomUUID(),
        1,
        ProgramRuntime.PYTHON,
        InputSource.of(program),
        List.of(),
        "{}",
        Map.of(),
        null,
        SMALL,
        Map.of("inputs/data.bin", new StoredInput(file, SIZE)),
        0,
        group);
  }

  private static CompletableFuture<Report> started(Sandbox sandbox, Job job) {
    return sandbox.run(job, AttemptListener.silent()).orTimeout(60, TimeUnit.SECONDS);
  }

  private static Sandbox sandbox(Sandboxes sandboxes, Job job) {
    Shape shape = Shape.of(job, job.limits().disk(), sandboxes.mountsInputs(), List.of());
    return sandboxes.start(shape).orElseThrow();
  }

  private static void assertRead(Report report) {
    assertThat(report.verdict()).as(report.reason()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(report.result()).isEqualTo("\"" + digest + "\"");
  }

  private static void assertUnchanged() throws IOException {
    assertThat(Contents.digestOf(Files.readAllBytes(file))).isEqualTo(digest);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--r--r--");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void itIsNeitherMemoryNorDiskOfTheAttemptAndCannotBeChanged(Tier tier) throws Exception {
    try (Sandboxes sandboxes = Tiers.open(tier, home, 61_000, Duration.ofSeconds(30))) {
      assertThat(sandboxes.mountsInputs()).as(sandboxes.checks().toString()).isTrue();
      Job read = job(READ, null);
      assertRead(started(sandbox(sandboxes, read), read).join());
      Job change = job(CHANGE, null);
      Report report = started(freed(sandboxes, change), change).join();
      assertThat(report.result()).as(report.reason()).isEqualTo("[]");
      assertUnchanged();
    }
  }

  /** The slot is free soon after the report. */
  private static Sandbox freed(Sandboxes sandboxes, Job job) {
    Awaitility.await().until(() -> sandboxes.freeSlots() > 0);
    return sandbox(sandboxes, job);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aGroupKeepsItWhenAllElseIsRemoved(Tier tier) throws Exception {
    try (Sandboxes sandboxes = Tiers.open(tier, home, 61_000, Duration.ofSeconds(30))) {
      String look = "import os\nresult = sorted(os.listdir('.') + os.listdir('inputs'))";
      Job first = job(look, "session key");
      Sandbox sandbox = sandbox(sandboxes, first);
      Report before = started(sandbox, first).join();
      assertThat(before.result()).as(before.reason()).contains("data.bin");
      started(
              sandbox,
              job(
                  "open('left', 'w').write('x'); os = __import__('os'); os.makedirs('a/b')",
                  "session key"))
          .join();
      assertThat(sandbox.waits()).isTrue();
      assertThat(started(sandbox, job(look, "session key")).join().result())
          .isEqualTo(before.result());
      assertThat(started(sandbox, job(CHANGE, "session key")).join().result()).isEqualTo("[]");
      assertRead(started(sandbox, job(READ, "session key")).join());
    }
  }

  @Test
  void twoAtOnceReadTheSameFile() throws Exception {
    try (Sandboxes sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 2))) {
      List<CompletableFuture<Report>> reports = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Job job = job(READ, null);
        reports.add(started(sandbox(sandboxes, job), job));
      }
      reports.forEach(report -> assertRead(report.join()));
    }
  }

  /** Where nothing can be mounted the same program finds the same file. */
  @Test
  void whatIsCopiedIsReadOnlyToo() throws Exception {
    try (Sandboxes sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1))) {
      Job job =
          Bench.job(
              ProgramRuntime.PYTHON,
              CHANGE.replace("attempt(\"chmod", "attempt and (\"chmod"),
              null,
              Map.of("inputs/data.bin", InputSource.of("small")));
      Report report = new Bench(sandboxes).run(job).report();
      assertThat(report.result()).as(report.reason()).isEqualTo("[\"utime\",\"move the folder\"]");
      Job large = Bench.job(ProgramRuntime.PYTHON, READ, null, job(READ, null).inputs());
      Report copied = new Bench(sandboxes).run(large).report();
      assertRead(copied);
    }
  }

  /** Without namespaces it counts as disk of the attempt, and is read-only all the same. */
  @Test
  void withoutNamespacesItIsCopied() throws Exception {
    try (Sandboxes sandboxes = Tiers.open(Tier.LANDLOCK, home, 61_000, Duration.ofSeconds(30))) {
      assertThat(sandboxes.mountsInputs()).isFalse();
      Job job = Bench.job(ProgramRuntime.PYTHON, READ, null, job(READ, null).inputs());
      assertRead(started(sandbox(sandboxes, job), job).join());
    }
  }

  /** A file that has gone is no reason to take no more work. */
  @Test
  void aFileThatHasGoneFailsItsAttemptAlone() throws Exception {
    try (Sandboxes sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1))) {
      Shape shape =
          new Shape(1 << 20, null, Map.of("gone", home.resolve("nowhere")), List.of(), null);
      Sandbox sandbox = sandboxes.start(shape).orElseThrow();
      Report report = started(sandbox, job(READ, null)).join();
      assertThat(report.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
      assertThat(sandboxes.unfit()).isEmpty();
    }
  }
}
