package io.athanor.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The file in which a user writes what differs from the defaults. */
final class UserFile {

  private static final String NAME = "athanor.yaml";
  private static final int LARGEST = 1024 * 1024;

  private final ConfigSchema schema;
  private final Consumer<ConfigProblem> problems;

  UserFile(ConfigSchema schema, Consumer<ConfigProblem> problems) {
    this.schema = schema;
    this.problems = problems;
  }

  /** The settings in the file of {@code home}; none when it has no file. */
  Map<String, Setting> readFromHome(Path home) {
    Path file = home.resolve(NAME);
    // Not isRegularFile: a folder or an unreadable file of that name must not pass as "no file".
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, Setting> settings = read(file);
    Setting other = settings.get("node.home");
    if (other != null && !sameAs(home, other)) {
      problems.accept(
          ConfigProblem.error(
              other,
              "the file of one home names another home",
              "set ATHANOR_HOME, or pass the file with --config"));
    }
    return settings;
  }

  private static boolean sameAs(Path home, Setting other) {
    String text = other.value().shown();
    return text.isEmpty() || home.toAbsolutePath().normalize().toString().equals(text);
  }

  /** The settings in {@code file}, which must exist. */
  Map<String, Setting> read(Path file) {
    Optional<String> text = text(file);
    if (text.isEmpty()) {
      return Map.of();
    }
    Map<String, Setting> settings =
        YamlSettings.read(text.get(), file.toString(), schema, problems);
    settings.values().stream()
        .filter(Setting::secret)
        .filter(setting -> readableByOthers(file))
        .forEach(this::exposed);
    return settings;
  }

  private void exposed(Setting setting) {
    problems.accept(
        ConfigProblem.warning(
            setting.key(),
            setting.source(),
            "is a secret in a file that other users can read",
            "chmod 600 the file, or set the value in the environment"));
  }

  private Optional<String> text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        return fault(file, "is larger than 1MB");
      }
      // A decoder of its own throws on bytes that are no UTF-8; new String would replace them.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return fault(file, "is not UTF-8 text");
    } catch (IOException e) {
      return fault(file, Files.exists(file) ? "cannot be read: " + reason(e) : "does not exist");
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + Secrets.masked("", String.valueOf(e.getMessage()));
  }

  private Optional<String> fault(Path file, String message) {
    problems.accept(ConfigProblem.error("file", file.toString(), message, ""));
    return Optional.empty();
  }

  private static boolean readableByOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
