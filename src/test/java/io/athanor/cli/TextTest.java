package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Amounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 ms",
    "999,999 ms",
    "1000,1.0 s",
    "59900,59.9 s",
    "60000,1m00s",
    "3599999,59m59s",
    "3600000,1h00m",
    "86400000,1d00h",
    "-5,0 ms"
  })
  void durations(long millis, String text) {
    assertThat(Quantities.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "30s,PT30S",
    "1h30m,PT1H30M",
    "500ms,PT0.5S",
    "2,PT2S",
    "PT5M,PT5M",
    "0.5s,PT0.5S",
    "1d,PT24H"
  })
  void typedDurations(String typed, String iso) {
    assertThat(Quantities.parseDuration(typed)).isEqualTo(Duration.parse(iso));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-5s", "PT-5S", "5 parsecs", "1h30", "s", "9999999999999999999999d"})
  void wrongDurations(String typed) {
    assertThatThrownBy(() -> Quantities.parseDuration(typed)).isInstanceOf(CommandFailure.class);
  }

  /** The command line tells figures as the node does, of which it may know nothing. */
  @ParameterizedTest
  @ValueSource(
      doubles = {0, 0.0000004, 0.0423, -0.5, 1.996, 12.34, 48.26, 99.97, 250, 999.4, 36_000, 1e9})
  void figuresAreTheNodes(double value) {
    assertThat(Quantities.number(value)).isEqualTo(Amounts.number(value));
    if (value < 999.5) {
      assertThat(Quantities.millis(value)).isEqualTo(Amounts.millis(value));
    }
    assertThat(Quantities.count((long) value, "line"))
        .isEqualTo(Amounts.count((long) value, "line"));
  }

  @Test
  void longTimesHaveTheirUnits() {
    assertThat(Quantities.millis(999.5)).isEqualTo("999 ms");
    assertThat(Quantities.millis(3_400)).isEqualTo("3.4 s");
    assertThat(Quantities.millis(-3_720_000)).isEqualTo("-1h02m");
    assertThat(Quantities.seconds("2026-11-30T14:58:11.511158Z")).isEqualTo("2026-11-30T14:58:11Z");
    assertThat(Quantities.toMillis("2026-11-30T14:58:11.511158Z"))
        .isEqualTo("2026-11-30T14:58:11.511Z");
    assertThat(Quantities.seconds("soon")).isEqualTo("soon");
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KB", "10485760,10 MB", "1610612736,1.5 GB"})
  void sizes(long bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }

  @Test
  void agesOfTheFutureAreNow() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Quantities.age(now.plusSeconds(5), now)).isEqualTo("now");
    assertThat(Quantities.age(now.minusSeconds(5), now)).isEqualTo("5 s ago");
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Table.width("ab")).isEqualTo(2);
    assertThat(Table.width("日本")).isEqualTo(4);
    assertThat(Table.width("e\u0301")).isEqualTo(1);
  }

  @Test
  void aBrokenEndOfOutputIsShownAsSuch() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgramOutput output =
        new ProgramOutput(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    output.write(new byte[] {'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82});
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\ufffd");
    output.end();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\ufffd\ufffd");
  }

  @Test
  void aLineBreakOfTwoCharactersIsOne() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgramOutput output =
        new ProgramOutput(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    output.write("a\r".getBytes(StandardCharsets.UTF_8));
    output.write("\nb\rc\n".getBytes(StandardCharsets.UTF_8));
    output.end();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\nc\n");
  }

  @Test
  void readsEventsAsTheStandardSays() throws IOException {
    String text =
        "id: 1\nevent: a\ndata: x\n: comment\ndata:y\n\nid\ndata\n\nevent: lost\n\ndata: z\r\n\r\nid: 9\ndata: cut";
    List<EventStream.Event> events = new ArrayList<>();
    InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try (EventStream reader = new EventStream(stream)) {
      for (Optional<EventStream.Event> e = reader.next(); e.isPresent(); e = reader.next()) {
        events.add(e.get());
      }
    }
    assertThat(events)
        .containsExactly(
            new EventStream.Event("", EventStream.COMMENT, "comment"),
            new EventStream.Event("1", "a", "x\ny"),
            new EventStream.Event("", "message", ""),
            new EventStream.Event("", "message", "z"));
  }

  @Test
  void theFlagsOfANodeAreThoseOfTheTestsAndTheUsersComeLast() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String tested = pom.replaceAll("(?s).*<test.jvm.flags>(.*)</test.jvm.flags>.*", "$1");
    List<String> flags = NodeFlags.of(Map.of("ATHANOR_JAVA_OPTS", " -Xmx1g  -Da=b "));
    assertThat(flags).endsWith("-Xmx1g", "-Da=b").doesNotContain("");
    for (String flag : tested.split(" ", -1)) {
      if (!flag.startsWith("-X")) {
        assertThat(flags).contains(flag);
      }
    }
  }
}
