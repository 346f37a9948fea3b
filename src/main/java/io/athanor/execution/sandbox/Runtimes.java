package io.athanor.execution.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which kinds of program this machine can run, with the versions of their interpreters. */
public final class Runtimes {
  private final Map<ProgramRuntime, String> versions;

  private Runtimes(Map<ProgramRuntime, String> versions) {
    this.versions = versions;
  }

  static Runtimes detect(Spawner spawner) {
    Map<ProgramRuntime, String> versions = new EnumMap<>(ProgramRuntime.class);
    for (ProgramRuntime runtime : ProgramRuntime.values()) {
      if (runtime == ProgramRuntime.EXEC) {
        versions.put(runtime, "any");
      } else if (Files.isExecutable(Path.of(runtime.interpreter())) && complete(runtime)) {
        Command.Outcome outcome = Command.run(spawner, List.of(runtime.interpreter(), "--version"));
        if (outcome.exit() == 0) {
          versions.put(runtime, outcome.output().lines().findFirst().orElse("unknown").strip());
        }
      }
    }
    return new Runtimes(versions);
  }

  /** A Java runtime without its compiler cannot run a source file. */
  private static boolean complete(ProgramRuntime runtime) {
    return runtime != ProgramRuntime.JAVA || Files.isExecutable(Path.of("/usr/bin/javac"));
  }

  /** The version as the interpreter prints it, or null when it is not installed. */
  public String version(ProgramRuntime runtime) {
    return versions.get(runtime);
  }

  /** Null when this machine can run it, else what is missing and the command that installs it. */
  public String problem(ProgramRuntime runtime) {
    return versions.containsKey(runtime)
        ? null
        : "the runtime "
            + runtime.label()
            + " is not installed on this node; install it: apt-get install "
            + runtime.debianPackage();
  }
}
