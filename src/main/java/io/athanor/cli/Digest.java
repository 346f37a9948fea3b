package io.athanor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of bytes as they pass, and how many they were. */
final class Digest {
  private static final int BUFFER = 64 * 1024;

  private final MessageDigest sha256;
  private long size;

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String of(Path file) throws IOException {
    Digest digest = new Digest();
    try (InputStream in = Files.newInputStream(file)) {
      digest.addAll(in);
    }
    return digest.hexadecimal();
  }

  void add(byte[] bytes, int length) {
    sha256.update(bytes, 0, length);
    size += length;
  }

  void addAll(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      add(buffer, n);
    }
  }

  long size() {
    return size;
  }

  /** Ends it: to be asked for once. */
  String hexadecimal() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
