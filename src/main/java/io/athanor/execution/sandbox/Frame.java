package io.athanor.execution.sandbox;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** One message between the node and a sandbox: a type byte, four bytes of length, the payload. */
record Frame(char kind, ByteBuffer payload) {
  /** Longer ones are never sent by our shim, so they are a sign that something else is talking. */
  static final int MAX_PAYLOAD = 1 << 20;

  /** The sandbox said something that our shim never says. */
  static final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
      super(message);
    }
  }

  /** The next frame, or null at the end; half a frame at the end counts as the end. */
  static Frame read(DataInputStream in) throws IOException {
    int kind = in.read();
    if (kind < 0) {
      return null;
    }
    try {
      int length = in.readInt();
      if (length < 0 || length > MAX_PAYLOAD) {
        throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes");
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      return new Frame((char) kind, ByteBuffer.wrap(payload));
    } catch (EOFException e) {
      return null;
    }
  }

  static DataInputStream reader(InputStream in) {
    return new DataInputStream(in);
  }

  static byte[] encode(char kind, byte[] payload, int length) {
    return ByteBuffer.allocate(5 + length)
        .put((byte) kind)
        .putInt(length)
        .put(payload, 0, length)
        .array();
  }

  byte[] bytes() {
    byte[] copy = new byte[payload.remaining()];
    payload.duplicate().get(copy);
    return copy;
  }
}
