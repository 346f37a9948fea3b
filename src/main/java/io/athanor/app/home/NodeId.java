package io.athanor.app.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of a home that survives restarts, so that a node releases its predecessor's attempts at
 * once. A copy of a home must not release the attempts of the original: the file names its own
 * inode, which a copy does not share.
 */
final class NodeId {

  private static final Logger log = LoggerFactory.getLogger(NodeId.class);
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\s+(\\d+)");

  private NodeId() {}

  /** The id in {@code file}; a new one when there is none that belongs to this very file. */
  static UUID in(Path file) {
    Optional<String> text = PrivateFile.read(file);
    if (text.isPresent()) {
      Matcher form = FORM.matcher(text.get());
      if (form.matches() && form.group(2).equals(inode(file))) {
        return UUID.fromString(form.group(1));
      }
      log.warn("{} is damaged or a copy; this node takes a new id", file);
    }
    return make(file);
  }

  private static UUID make(Path file) {
    UUID id = UUID.randomUUID();
    Path fresh = file.resolveSibling(file.getFileName() + ".fresh");
    try {
      // The inode is known only after the file exists, and the text names it: so the file is made
      // under another name, filled, and moved; a move keeps the inode.
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PrivateFile.ownerOnly());
      Files.writeString(fresh, id + "\n" + inode(fresh) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return id;
    } catch (IOException e) {
      throw PrivateFile.unwritable(file, e);
    }
  }

  private static String inode(Path file) {
    try {
      return String.valueOf(Files.getAttribute(file, "unix:ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // A system without inodes cannot tell a copy; the id is then as good as its file.
      return "0";
    }
  }
}
