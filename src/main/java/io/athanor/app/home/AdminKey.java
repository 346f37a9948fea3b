package io.athanor.app.home;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of the node's administrator: 256 random bits in a file that only its owner reads. This
 * process keeps a digest only, so that the key can reach neither a log nor a heap dump.
 */
public final class AdminKey {

  private static final Logger log = LoggerFactory.getLogger(AdminKey.class);
  private static final Pattern FORM = Pattern.compile("ath_[A-Za-z0-9_-]{43}");
  private static final int BYTES = 32;

  private final Path file;
  private final byte[] digest;

  private AdminKey(Path file, String key) {
    this.file = file;
    this.digest = digest(key);
  }

  /**
   * The key in {@code file}, which is made when there is none.
   *
   * @throws HomeUnusable when the file cannot be used as it is
   */
  static AdminKey in(Path file) {
    Optional<String> key = PrivateFile.read(file);
    if (key.isEmpty()) {
      String fresh = generate();
      PrivateFile.write(file, fresh + "\n");
      return new AdminKey(file, fresh);
    }
    if (!FORM.matcher(key.get()).matches()) {
      String fault = key.get().isEmpty() ? "is empty" : "holds no key";
      throw new HomeUnusable(file + " " + fault + "; remove it, the next start makes a new one");
    }
    if (PrivateFile.close(file)) {
      log.warn("others could read {}; its permissions are repaired, but make a new key", file);
    }
    return new AdminKey(file, key.get());
  }

  private static String generate() {
    byte[] bits = new byte[BYTES];
    new SecureRandom().nextBytes(bits);
    return "ath_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** Where a client finds the key. */
  public Path file() {
    return file;
  }

  /** Whether {@code presented} is the key; takes the same time whatever is presented. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(digest, digest(presented));
  }

  private static byte[] digest(String key) {
    try {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "AdminKey[" + file + "]";
  }
}
