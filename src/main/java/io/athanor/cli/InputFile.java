package io.athanor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a program finds below {@code inputs/}.
 *
 * @param name its name there
 * @param file where it is on this machine; nothing for what the server has already
 * @param size its length when it was read
 */
record InputFile(String name, String digest, Optional<Path> file, long size) {
  private static final String STORED = "sha256:";

  /** As the server has it. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  private static final int LONGEST = 100;

  /**
   * Reads {@code NAME=FILE}, {@code FILE} or {@code NAME=sha256:DIGEST}.
   *
   * @throws CommandFailure when there is no such file, or it cannot be read
   */
  static InputFile of(String typed) {
    int equals = typed.indexOf('=');
    String place = typed.substring(equals + 1);
    if (place.isEmpty() || equals == 0) {
      throw CommandFailure.usage("--input wants NAME=FILE, not '" + SafeText.line(typed) + "'.");
    }
    if (equals > 0 && place.startsWith(STORED)) {
      String digest = place.substring(STORED.length());
      if (!digest.matches("[0-9a-f]{64}")) {
        throw CommandFailure.usage(
            "'" + SafeText.line(digest) + "' is no SHA-256 in lower-case hexadecimal.");
      }
      return new InputFile(checked(typed.substring(0, equals), place), digest, Optional.empty(), 0);
    }
    return read(equals < 0 ? "" : typed.substring(0, equals), place);
  }

  private static String checked(String name, String place) {
    if (NAME.matcher(name).matches()) {
      return name;
    }
    String quoted =
        place.matches("[A-Za-z0-9_./:-]+") ? place : "'" + place.replace("'", "'\\''") + "'";
    throw CommandFailure.usage(
        "'"
            + SafeText.line(name)
            + "' cannot be the name of an input, which has at most 100 of A-Z a-z 0-9 . _ - and"
            + " does not begin with . or -. Give another: --input "
            + plain(name)
            + "="
            + SafeText.line(quoted));
  }

  /** The name with what is not permitted in it replaced; letters lose their accents. */
  private static String plain(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^A-Za-z0-9._-]", "_")
            .replaceFirst("^[.-]+", "");
    int length = plain.length();
    return length == 0 ? "data" : length > LONGEST ? plain.substring(length - LONGEST) : plain;
  }

  private static InputFile read(String name, String place) {
    String shown = "'" + SafeText.line(place) + "'";
    try {
      Path file = Path.of(place);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw CommandFailure.usage(
            shown + " is no plain file; an input is one file, such as an archive of a folder.");
      }
      try (InputStream in = Files.newInputStream(file)) {
        Digest digest = new Digest();
        digest.addAll(in);
        String found = name.isEmpty() ? String.valueOf(file.getFileName()) : name;
        return new InputFile(
            checked(found, place), digest.hexadecimal(), Optional.of(file), digest.size());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.unreadable(shown, e);
    }
  }
}
