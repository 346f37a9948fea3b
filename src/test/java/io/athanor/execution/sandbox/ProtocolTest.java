package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.execution.sandbox.Frame.ProtocolException;
import io.athanor.execution.sandbox.Report.LostMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The node's side of the pipes believes nothing. */
class ProtocolTest {
  private final Bench.Heard heard = new Bench.Heard();
  private final Recording recording =
      new Recording(
          Job.of(ProgramRuntime.PYTHON, "", "{}", Bench.LIMITS),
          SandboxConfig.defaults(Path.of("/nowhere"), 1),
          heard,
          new ObjectMapper(),
          Clock.systemUTC());

  private static Frame frame(char kind, int size) {
    return new Frame(kind, ByteBuffer.allocate(size));
  }

  private static Frame read(byte... bytes) throws IOException {
    return Frame.read(Frame.reader(new ByteArrayInputStream(bytes)));
  }

  @Test
  void aFrameHasACeiling() throws IOException {
    assertThat(read((byte) 'O', (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 'x').bytes())
        .containsExactly('x');
    assertThat(read()).isNull();
    assertThat(read((byte) 'O', (byte) 0)).isNull();
    assertThat(read((byte) 'O', (byte) 0, (byte) 0, (byte) 0, (byte) 5, (byte) 'x')).isNull();
    assertThatThrownBy(() -> read((byte) 'O', (byte) 0x7f, (byte) 0, (byte) 0, (byte) 0))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> read((byte) 'O', (byte) 0xff, (byte) 0, (byte) 0, (byte) 0))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void everyKindHasACeiling() throws IOException {
    recording.accept(frame('O', 1 << 20));
    assertThatThrownBy(() -> recording.accept(frame('O', 1))).isInstanceOf(ProtocolException.class);
    recording.accept(frame('J', 1 << 20));
    assertThatThrownBy(() -> recording.accept(frame('J', 1))).isInstanceOf(ProtocolException.class);
    for (int i = 0; i < 9; i++) {
      recording.accept(frame('M', 1 << 20));
    }
    assertThatThrownBy(() -> recording.accept(frame('M', 1))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> recording.accept(frame('A', 2))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> recording.accept(frame('A', 8))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> recording.accept(frame('?', 0))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void nothingComesAfterTheLastWord() throws IOException {
    recording.accept(new Frame('X', ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8))));
    assertThatThrownBy(() -> recording.accept(frame('O', 1))).isInstanceOf(ProtocolException.class);
  }

  private void metrics(String lines) throws IOException {
    recording.accept(new Frame('M', ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8))));
    recording.accept(new Frame('X', ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void badMetricLinesAreCountedAndNotFatal() throws IOException {
    metrics(
        "{\"name\":\"a\",\"value\":1}\n\n[]\n{\"name\":\"\",\"value\":1}\n{\"name\":\"a\",\"value\":\"1\"}\n"
            + "{\"name\":\"a\",\"value\":1,\"step\":1.5e30}\nx\n"
            + "{\"name\":\" \",\"value\":1}\n{\"name\":\"a\\u0000\",\"value\":1}\n"
            + "[".repeat(3000)
            + "\n"
            + "y".repeat(10_000)
            + "\n{\"name\":\"b\",\"value\":2,\"step\":7}");
    assertThat(heard.points)
        .containsExactly(new Bench.Point("a", 1, null), new Bench.Point("b", 2, 7L));
    assertThat(recording.lostMetrics()).isEqualTo(new LostMetrics(0, List.of(), 9));
    assertThat(heard.lost).hasValue(9);
  }

  @Test
  void whatIsNotFiniteIsCountedByItself() throws IOException {
    metrics(
        """
        {"name":"a","value":1e999}
        {"name":"b","value":NaN}
        {"name":"b","value":"-Infinity"}
        {"name":"c","value":-Infinity,"step":1}
        {"name":"d","value":"inf"}
        {"progress":NaN}
        {"name":"d","value":"many"}
        """);
    assertThat(heard.points).isEmpty();
    assertThat(heard.progress).isEmpty();
    assertThat(recording.lostMetrics()).isEqualTo(new LostMetrics(6, List.of("a", "b", "c"), 1));
    assertThat(heard.lost).hasValue(7);
  }

  @Test
  void wordsOfProgressEndBetweenCharacters() throws IOException {
    metrics("{\"progress\":0.5,\"message\":\"a" + "\ud83c\udf89".repeat(300) + "\"}\n");
    assertThat(heard.messages).containsExactly("a" + "\ud83c\udf89".repeat(199));
  }

  @Test
  void namesOfInputsAreOnlyPlainOnes() {
    for (String bad :
        new String[] {
          "../x", "/x", "a//b", "a/..", "", "out/x", "main.py", "params.json", ".athanor/x", "a\nb"
        }) {
      assertThatThrownBy(
              () ->
                  Bench.job(
                      ProgramRuntime.PYTHON, "", null, java.util.Map.of(bad, InputSource.of("x"))))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(
            Bench.job(
                    ProgramRuntime.PYTHON,
                    "",
                    null,
                    java.util.Map.of("lib/x.py", InputSource.of("x")))
                .inputs())
        .hasSize(1);
  }
}
