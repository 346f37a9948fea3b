package io.athanor.persistence.embedded;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database cluster on disk. It is initialised under another name and renamed when whole, so
 * that a folder called {@code data} is either complete or none of our making.
 *
 * @param path the {@code data} folder
 */
record DataDirectory(Path path) {

  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  private static final Set<String> TEMPLATE_DATABASES = Set.of("1", "4", "5", "pgsql_tmp");

  /** The cluster of this home, initialised if there is none, and owned by the identity. */
  static DataDirectory prepare(
      Launcher launcher,
      Installation installation,
      Identity identity,
      Credentials credentials,
      EmbeddedServerOptions options)
      throws IOException {
    Path home = options.home();
    Folders.deleteAbandoned(home);
    DataDirectory data = new DataDirectory(home.resolve("data"));
    data.setAsideUnfinished();
    if (!data.isInitialised()) {
      data.initialise(launcher, installation, identity, credentials, options);
    }
    data.checkMajor(identity);
    data.checkOwner(identity);
    return data;
  }

  /** Where the server notes its process number and state. */
  Path pidFile() {
    return path.resolve("postmaster.pid");
  }

  private boolean isInitialised() {
    return Files.exists(path.resolve("PG_VERSION"))
        && Files.exists(path.resolve("global/pg_control"));
  }

  /**
   * A foreign {@code initdb} that was killed half-way leaves a folder that no server can use and
   * that has never held a row.
   */
  private void setAsideUnfinished() throws IOException {
    if (Files.notExists(path) || isInitialised() || isEmpty(path)) {
      return;
    }
    if (holdsDatabases()) {
      throw new EmbeddedServerException(
          path
              + " is damaged: it has databases but no PG_VERSION or global/pg_control. Restore the folder from a backup.");
    }
    Path aside = path.resolveSibling("data.unfinished-" + Instant.now().toEpochMilli());
    log.warn("{} was never completely initialised: moved to {}", path, aside);
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean holdsDatabases() throws IOException {
    Path base = path.resolve("base");
    if (Files.notExists(base)) {
      return false;
    }
    try (Stream<Path> databases = Files.list(base)) {
      return databases.anyMatch(
          folder -> !TEMPLATE_DATABASES.contains(folder.getFileName().toString()));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }

  private void initialise(
      Launcher launcher,
      Installation installation,
      Identity identity,
      Credentials credentials,
      EmbeddedServerOptions options)
      throws IOException {
    long begin = System.nanoTime();
    Path home = path.getParent();
    Path draft = Folders.create(home.resolve(Folders.temporaryName("initdb")), "rwx------");
    try {
      // The server's user cannot read our 0600 file, and a pipe opened by root cannot be reopened
      // by it either.
      Path passwordFile = draft.resolve("password");
      Credentials.write(passwordFile, credentials.password());
      if (Folders.owner(draft) != identity.uid()) {
        Folders.chown(draft, identity.uid(), identity.gid());
      }
      Path target = draft.resolve("data");
      Launcher.Ended ended =
          launcher.run(
              initdb(installation, identity, passwordFile, target, options.durable()),
              Path.of("/"),
              180);
      if (ended.exitCode() != 0) {
        throw new EmbeddedServerException(
            "initdb ended with exit code %d: %s%nFree space and write access below %s are the usual causes."
                .formatted(ended.exitCode(), ended.output(), home));
      }
      publish(target);
    } finally {
      Folders.delete(draft);
    }
    log.info("database initialised in {} in {} ms", path, (System.nanoTime() - begin) / 1_000_000);
  }

  private static List<String> initdb(
      Installation installation,
      Identity identity,
      Path passwordFile,
      Path target,
      boolean durable) {
    List<String> command =
        Launcher.join(
            identity.prefix(),
            installation.program("initdb").toString(),
            "--pgdata=" + target,
            "--username=" + Credentials.USER,
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--encoding=UTF8");
    // The builtin provider (17 and later) sorts the same on every machine and needs no locale of
    // the C library.
    command.addAll(
        identity.major() >= 17
            ? List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            : List.of("--locale=C.UTF-8"));
    if (!durable) {
      command.add("--no-sync");
    }
    return command;
  }

  private void publish(Path target) throws IOException {
    try {
      Files.move(target, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!isInitialised()) {
        throw e;
      }
      log.info("another process initialised {} meanwhile", path);
    }
    Folders.sync(path.getParent());
  }

  private void checkMajor(Identity identity) throws IOException {
    String found = Files.readString(path.resolve("PG_VERSION")).strip();
    if (!found.equals(Integer.toString(identity.major()))) {
      throw new EmbeddedServerException(
          ("%s was written by PostgreSQL %s, but this node brings PostgreSQL %s. Dump it with the old version and restore it, or run a"
                  + " PostgreSQL %s server on it and set ATHANOR_DATABASE_URL.")
              .formatted(path, found, identity.version(), found));
    }
  }

  private void checkOwner(Identity identity) throws IOException {
    int owner = Folders.owner(path);
    if (owner == identity.uid()) {
      return;
    }
    if (Folders.owner(Path.of("/proc/self")) != 0) {
      throw new EmbeddedServerException(
          "%s belongs to uid %d, but this node runs as uid %d. Start it as the user that it ran as before, or change the owner (chown -R)."
              .formatted(path, owner, identity.uid()));
    }
    log.info("giving {} to uid {}", path, identity.uid());
    Folders.chown(path, identity.uid(), identity.gid());
  }
}
