package io.athanor.execution.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The kinds of program. */
public enum ProgramRuntime {
  PYTHON("main.py", "/usr/bin/python3", "python3"),
  NODE("main.js", "/usr/bin/node", "nodejs"),
  BASH("main.sh", "/usr/bin/bash", "bash"),
  JAVA("Main.java", "/usr/bin/java", "default-jdk-headless"),
  EXEC("program", "", "");

  private final String file;
  private final String interpreter;
  private final String debianPackage;

  ProgramRuntime(String file, String interpreter, String debianPackage) {
    this.file = file;
    this.interpreter = interpreter;
    this.debianPackage = debianPackage;
  }

  /** The name under which the program lies in its working directory. */
  public String file() {
    return file;
  }

  /** The path of the interpreter, empty where the program is its own. */
  public String interpreter() {
    return interpreter;
  }

  /** The Debian package that brings the interpreter. */
  public String debianPackage() {
    return debianPackage;
  }

  /** The name in requests and records: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What to execute for this job. Empty: the sandbox's PID 1 forks and runs the program itself,
   * without an exec.
   *
   * @param root what the paths inside begin with
   */
  List<String> command(Job job, String root) {
    List<String> own = interpreted(job, root);
    if (this == EXEC || own.isEmpty()) {
      return own;
    }
    List<String> all = new ArrayList<>(own);
    all.addAll(job.argv());
    return all;
  }

  /** What to execute so that it waits for the word, and then is as the command. */
  List<String> waiting(Job job, String root) {
    List<String> command = command(job, root);
    if (this != JAVA) {
      return command;
    }
    List<String> all = new ArrayList<>(command.subList(0, command.size() - 1));
    String own = RuntimeFiles.WAITING;
    all.addAll(
        List.of(
            "--class-path=.",
            "--module-path",
            root + "/athanor/waiting.jar",
            "--add-modules=ALL-DEFAULT",
            "--add-exports=jdk.compiler/com.sun.tools.javac.launcher=" + own,
            "--module",
            own + "/io.athanor.execution.sandbox.inside.Waiting",
            root + "/athanor/Ahead.java",
            file));
    return all;
  }

  private List<String> interpreted(Job job, String root) {
    long megabytes = Math.max(16, job.limits().memory() >> 20);
    return switch (this) {
      // A hash seed can only be given to a fresh interpreter; otherwise the one that is already
      // loaded is forked.
      case PYTHON ->
          job.seed() == null
              ? List.of()
              : List.of(
                  interpreter, "-s", "-S", "-B", root + "/athanor/_athanor_harness.pyc", file);
      case NODE ->
          List.of(
              interpreter,
              "--max-old-space-size=" + Math.max(16, megabytes * 3 / 4),
              "--require",
              root + "/node_modules/athanor/index.js",
              file);
      case BASH -> List.of(interpreter, file);
      case JAVA ->
          List.of(
              interpreter,
              "-Xmx" + Math.max(16, megabytes / 2) + "m",
              "-Xss512k",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-XX:-UsePerfData",
              "-XX:ActiveProcessorCount=" + (int) Math.max(1, Math.ceil(job.cores())),
              file);
      case EXEC -> job.argv().isEmpty() ? List.of(root + "/work/" + file) : job.argv();
    };
  }
}
