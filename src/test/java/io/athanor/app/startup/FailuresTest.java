package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void whatFuturesWrapAroundItIsNotTold() {
    Throwable failure = new CompletionException(new IllegalStateException("the port\nis taken"));
    assertThat(Failures.text(failure)).isEqualTo("the port");
    assertThat(Failures.text(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void aMessageThatSaysTooLittleSaysOfWhatKindItIs() {
    assertThat(Failures.text(new IOException("Stream closed")))
        .isEqualTo("IOException: Stream closed");
    assertThat(Failures.text(new NoSuchFileException("/home/x")))
        .isEqualTo("NoSuchFileException: /home/x");
  }
}
