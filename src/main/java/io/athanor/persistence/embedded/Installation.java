package io.athanor.persistence.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of PostgreSQL: those of the archive on the class path, unpacked once, or those that
 * the machine has installed.
 *
 * @param root folder that has {@code bin/postgres}
 */
record Installation(Path root) {

  private static final Logger log = LoggerFactory.getLogger(Installation.class);
  private static final String MANIFEST = ".complete";
  private static final String STATEMENTS = "pg_stat_statements";
  private static final Pattern VERSION = Pattern.compile("-(?<version>[0-9]+(?:\\.[0-9]+)+)\\.jar");

  /** The programs that the options ask for, unpacked if they are not yet, or no longer whole. */
  static Installation of(EmbeddedServerOptions options) throws IOException {
    if (options.installation().isPresent()) {
      Installation installed = new Installation(options.installation().get());
      if (!Files.isExecutable(installed.program("postgres"))
          || !Files.isExecutable(installed.program("initdb"))) {
        throw new EmbeddedServerException("no bin/postgres and bin/initdb in " + installed.root);
      }
      return installed;
    }
    return unpacked(archive(), options.binaries());
  }

  /** The path of one of the programs. */
  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }

  /** The library that counts statements, where these programs have it. */
  String preload() {
    boolean there =
        Files.exists(root.resolve("lib").resolve(STATEMENTS + ".so"))
            || Files.exists(root.resolve("lib/postgresql").resolve(STATEMENTS + ".so"));
    return there ? STATEMENTS : "";
  }

  private static URL archive() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name =
        switch (machine) {
          case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
          case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
          default -> "postgres-linux-" + machine + ".txz";
        };
    URL archive = Installation.class.getResource("/" + name);
    if (archive == null) {
      throw new EmbeddedServerException(
          "this build has no PostgreSQL for "
              + machine
              + " (no "
              + name
              + " on the class path). Set ATHANOR_DATABASE_URL to a PostgreSQL server, 15 or later.");
    }
    return archive;
  }

  private static Installation unpacked(URL archive, Path parent) throws IOException {
    Folders.create(parent, "rwxr-xr-x");
    Path folder = parent.resolve(name(archive));
    if (isComplete(folder)) {
      return new Installation(folder);
    }
    Folders.deleteAbandoned(parent);
    long begin = System.nanoTime();
    Path draft = Folders.create(parent.resolve(Folders.temporaryName("unpack")), "rwxr-xr-x");
    try {
      unpack(archive, draft);
      install(draft, folder);
    } finally {
      Folders.delete(draft);
    }
    log.info("PostgreSQL unpacked to {} in {} ms", folder, (System.nanoTime() - begin) / 1_000_000);
    return new Installation(folder);
  }

  /**
   * Version of the artefact and checksum of the archive. A jar's directory knows the checksum, so
   * that nothing is read for it.
   */
  private static String name(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    Matcher version = VERSION.matcher(archive.toString());
    String prefix = version.find() ? version.group("version") : "postgres";
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        return prefix + "-" + Long.toHexString(file.getEntry(jar.getEntryName()).getCrc());
      }
    }
    try (CheckedInputStream in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return prefix + "-" + Long.toHexString(in.getChecksum().getValue());
    }
  }

  /** Whether every file of the manifest is there in its full size. */
  private static boolean isComplete(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    if (Files.notExists(manifest)) {
      return false;
    }
    for (String line : Files.readAllLines(manifest)) {
      int space = line.indexOf(' ');
      Path file = folder.resolve(line.substring(space + 1));
      if (!Files.isRegularFile(file)
          || Files.size(file) != Long.parseLong(line.substring(0, space))) {
        log.warn("{} is damaged: the programs are unpacked again", file);
        return false;
      }
    }
    return true;
  }

  private static void unpack(URL archive, Path target) throws IOException {
    List<String> manifest = new ArrayList<>();
    try (InputStream bytes = archive.openStream();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(bytes, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = inside(target, target.resolve(entry.getName()));
        Folders.create(entry.isDirectory() ? path : path.getParent(), "rwxr-xr-x");
        if (entry.isDirectory()) {
          continue;
        }
        if (entry.isSymbolicLink()) {
          inside(target, path.resolveSibling(entry.getLinkName()));
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          long size = Files.copy(tar, path);
          manifest.add(size + " " + target.relativize(path));
          String mode = (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x";
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
      }
    }
    Files.write(target.resolve(MANIFEST), manifest);
  }

  private static Path inside(Path target, Path path) throws IOException {
    if (!path.normalize().startsWith(target)) {
      throw new IOException("the archive has an entry outside its folder: " + path);
    }
    return path.normalize();
  }

  private static void install(Path draft, Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isComplete(folder)) {
      Path broken = folder.resolveSibling(Folders.temporaryName("broken"));
      Files.move(folder, broken, StandardCopyOption.ATOMIC_MOVE);
      Folders.delete(broken);
    }
    try {
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Another process was quicker; its copy is as good as ours.
      if (!isComplete(folder)) {
        throw e;
      }
    }
  }
}
