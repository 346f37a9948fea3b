package io.athanor.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the server runs as. PostgreSQL refuses to run as root and insists on a uid that the password
 * file knows.
 *
 * @param uid owner of the data directory as the host sees it
 * @param gid its group
 * @param prefix what to put in front of a command
 * @param version of the server, as found by running it under this identity
 */
record Identity(int uid, int gid, List<String> prefix, String version) {

  private static final Logger log = LoggerFactory.getLogger(Identity.class);
  private static final Pattern VERSION =
      Pattern.compile("\\(PostgreSQL\\) (?<version>[0-9][^ \\n]*)");

  /**
   * Before {@code nobody}, because other programs, sandboxed ones among them, like to run as nobody
   * and could then read the data.
   */
  private static final List<String> PREFERRED = List.of("athanor", "postgres", "nobody");

  /** One line of the password file. */
  private record Account(String name, int uid, int gid) {}

  /**
   * The first identity under which the programs run and the home can be entered: as root an
   * unprivileged account, otherwise ourselves; a user namespace where neither works.
   */
  static Identity choose(Launcher launcher, Installation installation, Path home)
      throws IOException {
    int uid = Folders.owner(Path.of("/proc/self"));
    int gid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    List<Account> accounts = accounts();
    List<String> refused = new ArrayList<>();
    Optional<Identity> identity = Optional.empty();
    if (uid == 0) {
      Optional<Account> account = preferred(accounts);
      if (account.isPresent()) {
        identity = probe(launcher, installation, home, as(account.get()), refused);
      }
    } else if (accounts.stream().anyMatch(account -> account.uid == uid)) {
      identity =
          probe(launcher, installation, home, new Identity(uid, gid, ownSession(), ""), refused);
    }
    if (identity.isEmpty() && !accounts.isEmpty()) {
      identity = probe(launcher, installation, home, inNamespace(uid, gid, accounts), refused);
      identity.ifPresent(
          found ->
              log.warn(
                  "the database server runs in a user namespace of its own, because {}", refused));
    }
    return identity.orElseThrow(() -> unusable(home, refused));
  }

  /** The major version, such as 18. */
  int major() {
    return Integer.parseInt(version.replaceFirst("[^0-9].*", ""));
  }

  private static Identity as(Account account) {
    List<String> drop =
        Launcher.join(
            ownSession(), "--reuid=" + account.uid, "--regid=" + account.gid, "--clear-groups");
    return new Identity(account.uid, account.gid, drop, "");
  }

  private static Identity inNamespace(int uid, int gid, List<Account> accounts) {
    Account inside = preferred(accounts).orElse(accounts.get(0));
    List<String> prefix = new ArrayList<>(List.of("unshare", "--user"));
    prefix.add("--map-user=" + inside.uid);
    prefix.add("--map-group=" + inside.gid);
    prefix.add("--");
    prefix.addAll(ownSession());
    return new Identity(uid, gid, prefix, "");
  }

  // A session of its own, because Ctrl-C in a terminal goes to the whole foreground group: the
  // server must outlive our own draining.
  private static List<String> ownSession() {
    return List.of("setsid", "setpriv", "--no-new-privs", "--pdeathsig=INT");
  }

  private static Optional<Account> preferred(List<Account> accounts) {
    return PREFERRED.stream()
        .flatMap(name -> accounts.stream().filter(account -> account.name.equals(name)))
        .filter(account -> account.uid != 0)
        .findFirst();
  }

  private static Optional<Identity> probe(
      Launcher launcher,
      Installation installation,
      Path home,
      Identity candidate,
      List<String> refused)
      throws IOException {
    String postgres = installation.program("postgres").toString();
    // The folder is entered by the shell, after the change of uid.
    String script = "cd \"$1\" && exec \"$2\" --version";
    List<String> command =
        Launcher.join(candidate.prefix, "sh", "-c", script, "sh", home.toString(), postgres);
    Launcher.Ended ended;
    try {
      ended = launcher.run(command, Path.of("/"), 30);
    } catch (IOException e) {
      refused.add(e.getMessage() + " (is util-linux installed?)");
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(ended.output());
    if (ended.exitCode() == 0 && version.find()) {
      String number = version.group("version");
      return Optional.of(new Identity(candidate.uid, candidate.gid, candidate.prefix, number));
    }
    refused.add("as uid " + candidate.uid + ": " + ended.output());
    return Optional.empty();
  }

  private static EmbeddedServerException unusable(Path home, List<String> refused) {
    return new EmbeddedServerException(
        "no unprivileged user can run PostgreSQL in "
            + home
            + ": "
            + refused
            + ". Set ATHANOR_HOME to a folder that others may enter (chmod o+x it and its parents), start Athanor as an ordinary user,"
            + " or set ATHANOR_DATABASE_URL to a PostgreSQL server, 15 or later.");
  }

  private static List<Account> accounts() throws IOException {
    List<Account> accounts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4
          && fields[2].matches("[0-9]{1,9}")
          && fields[3].matches("[0-9]{1,9}")) {
        accounts.add(
            new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
      }
    }
    return accounts;
  }
}
