package io.athanor.cli;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * One output stream of a program on its way to the terminal, in pieces that may cut a character in
 * two. Harmless unless raw: see {@link SafeText}. A carriage return becomes a line break, so that a
 * progress bar turns into lines and cannot hide what stood before it.
 */
final class ProgramOutput {
  private static final int MOST_BYTES_OF_A_CHARACTER = 4;

  private final PrintStream target;
  private final boolean raw;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer kept = ByteBuffer.allocate(0);
  private boolean afterCarriageReturn;

  ProgramOutput(PrintStream target, boolean raw) {
    this.target = target;
    this.raw = raw;
  }

  void write(byte[] bytes, int offset, int length) {
    if (raw) {
      target.write(bytes, offset, length);
    } else {
      decode(
          ByteBuffer.allocate(kept.remaining() + length)
              .put(kept)
              .put(bytes, offset, length)
              .flip(),
          false);
    }
    target.flush();
  }

  void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** The stream has ended: what is left of a cut character is shown as such. */
  void end() {
    if (!raw) {
      decode(kept, true);
    }
    target.flush();
  }

  private void decode(ByteBuffer bytes, boolean last) {
    CharBuffer characters = CharBuffer.allocate(bytes.remaining() + MOST_BYTES_OF_A_CHARACTER);
    decoder.decode(bytes, characters, last);
    kept = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    StringBuilder safe = new StringBuilder(characters.position());
    characters.flip().codePoints().forEach(c -> append(safe, c));
    target.append(safe);
  }

  private void append(StringBuilder safe, int character) {
    if (character == '\r') {
      safe.append('\n');
    } else if (character != '\n' || !afterCarriageReturn) {
      SafeText.append(safe, character, true);
    }
    afterCarriageReturn = character == '\r';
  }
}
