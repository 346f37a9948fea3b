package io.athanor.node;

import io.athanor.support.TestFolders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file system of a few megabytes over the home of one node. Only that node and what it starts
 * have it, so it goes with them; an ordinary user gets it in a user namespace.
 *
 * @param withLog whether what the node prints goes there too
 */
record SmallDisk(TestHome home, int megabytes, boolean withLog) {

  private static final String MOUNT =
      "mount -t tmpfs -o size=%dm,mode=0711 athanor \"$0\" && ln -s '%s' \"$0/postgres\" && exec \"$@\"";

  private static final int BLOCK = 64 * 1024;

  NodeUnderTest ready(Map<String, String> settings) throws IOException {
    return NodeUnderTest.launch(this::within, home, settings).awaitReady();
  }

  private List<String> within(List<String> command) {
    boolean root = System.getProperty("user.name").equals("root");
    List<String> all = new ArrayList<>(List.of("unshare", "--mount"));
    if (!root) {
      all.addAll(List.of("--user", "--map-current-user", "--keep-caps"));
    }
    String script = MOUNT.formatted(megabytes, TestFolders.binaries());
    all.addAll(
        List.of("sh", "-c", script + (withLog ? " 2>> \"$0/log\"" : ""), home.folder().toString()));
    if (!root) {
      // Bubblewrap refuses a user who is not root and has rights all the same.
      all.addAll(List.of("setpriv", "--inh-caps=-all", "--ambient-caps=-all"));
    }
    all.addAll(command);
    return all;
  }

  private static Path filler(NodeUnderTest node) {
    return node.file("filler");
  }

  /** Leaves so many bytes, or less if there were less. */
  void fill(NodeUnderTest node, long left) throws IOException {
    byte[] block = new byte[BLOCK];
    Path filler = filler(node);
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (left == 0 || filler.toFile().getUsableSpace() > left) {
        out.write(block);
      }
    } catch (IOException e) {
      if (filler.toFile().getUsableSpace() > 0) {
        throw e;
      }
    }
  }

  /** Makes room again. */
  void clear(NodeUnderTest node) throws IOException {
    Files.delete(filler(node));
  }

  /** What the node has printed, where that is on the disk. */
  String log(NodeUnderTest node) throws IOException {
    return Files.readString(node.file("log"));
  }
}
