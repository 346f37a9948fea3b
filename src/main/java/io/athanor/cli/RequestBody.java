package io.athanor.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a request sends, of a length that is known before. */
record RequestBody(long size, Source source, boolean large) {
  private static final int BUFFER = 64 * 1024;

  /** Opens the bytes. */
  interface Source {
    InputStream open() throws IOException;
  }

  static RequestBody of(byte[] bytes) {
    return new RequestBody(bytes.length, () -> new ByteArrayInputStream(bytes), false);
  }

  static RequestBody of(Path file, long size) {
    return new RequestBody(size, () -> Files.newInputStream(file), true);
  }

  void send(HttpURLConnection connection) throws IOException {
    connection.setDoOutput(true);
    if (large) {
      // What the server says with a 401 is lost in this mode.
      connection.setFixedLengthStreamingMode(size);
    }
    try (InputStream in = source.open();
        OutputStream out = connection.getOutputStream()) {
      byte[] buffer = new byte[BUFFER];
      long left = size;
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new CommandFailure(
              ExitCode.USAGE, "The file became shorter while it was sent; try again.");
        }
        out.write(buffer, 0, n);
        left -= n;
      }
    }
  }
}
