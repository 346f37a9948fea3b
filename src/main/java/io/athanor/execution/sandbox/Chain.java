package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a sandbox, in one way of isolating it. */
interface Chain {

  /**
   * For the slot, with the disk of the shape.
   *
   * @param joins files of control groups that take the process
   */
  List<String> command(int slot, List<Path> joins, Shape shape) throws IOException;

  /** Takes away what was made for sandboxes, when there is none any more. */
  default void remove() {}

  /** What every path inside a sandbox of the slot begins with, as the program sees it. */
  String root(int slot);

  /** Whether files of the node can be mounted in a sandbox. */
  default TierProbe.Check tryMounts(Spawner spawner) {
    String why = "without namespaces large inputs are copied into the directory of their attempt";
    return new TierProbe.Check(InputMounts.CHECK, false, why);
  }

  /**
   * The first process of a sandbox. It leaves when it hears nothing for two thirds of the lease.
   *
   * @param isolation namespaces, landlock or none
   */
  static List<String> shim(SandboxConfig config, String root, String isolation, Shape shape) {
    String silence = Double.toString(config.lease().toMillis() * 2 / 3000.0);
    List<String> command =
        new ArrayList<>(
            List.of(
                config.python().toString(),
                "-I",
                "-S",
                "-B",
                root + "/athanor/shim.pyc",
                silence,
                isolation));
    if (shape.group() != null) {
      command.add("group");
    }
    shape.preload().forEach(module -> command.add("load=" + module));
    return command;
  }

  /** Gives up root for good. */
  static List<String> dropTo(int uid) {
    String number = Integer.toString(uid);
    return List.of(
        "/usr/bin/setpriv",
        "--reuid=" + number,
        "--regid=" + number,
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs");
  }
}
