package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.execution.sandbox.Report.UserError;
import org.junit.jupiter.api.Test;

class JavaErrorsTest {

  @Test
  void theOriginalErrorIsFoundWithTheLineOfTheProgram() {
    String stderr =
        """
        warning before
        Exception in thread "main" java.lang.IllegalStateException: disk on fire
        \tat java.base/java.util.Objects.requireNonNull(Objects.java:209)
        \tat M.run(Main.java:7)
        \tat M.main(Main.java:2)
        """;
    assertThat(JavaErrors.in(stderr, "Main.java"))
        .isEqualTo(
            new UserError(
                "java.lang.IllegalStateException", "disk on fire", "Main.java", 7, stderr));
    String caused = stderr + "Caused by: a.B\n\tat a.B.c(B.java:3)\n\t... 1 more\n";
    assertThat(JavaErrors.in(caused, "Main.java"))
        .isEqualTo(new UserError("a.B", "", null, 0, caused));
  }

  @Test
  void thereMayBeNone() {
    assertThat(JavaErrors.in("", "Main.java")).isNull();
    assertThat(JavaErrors.in("Main.java:1: error: ';' expected\n", "Main.java")).isNull();
  }
}
