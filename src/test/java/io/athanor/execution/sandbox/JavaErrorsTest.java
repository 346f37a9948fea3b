package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.execution.sandbox.Report.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  void whatTheCompilerSaysIsAnErrorToo() {
    String stderr =
        """
        Main.java:1: error: incompatible types: String cannot be converted to int
        class X { int a = "b"; }
                          ^
        Main.java:3: error: ';' expected
        2 errors
        error: compilation failed
        """;
    assertThat(JavaErrors.in(stderr, "Main.java"))
        .isEqualTo(
            new UserError(
                "compile error",
                "incompatible types: String cannot be converted to int",
                "Main.java",
                1,
                stderr));
  }

  private static String kept(String stderr) {
    JavaTrace trace = new JavaTrace("Main.java");
    byte[] bytes = stderr.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += 1000) {
      trace.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 1000)));
    }
    return trace.text();
  }

  @Test
  void aLongTraceKeepsItsBeginningAndItsEnd() {
    String stderr =
        "noise\n".repeat(5_000)
            + "Exception in thread \"main\" java.lang.StackOverflowError\n"
            + "\tat so.f(Main.java:1)\n".repeat(1_024);
    UserError endless = JavaErrors.in(kept(stderr), "Main.java");
    assertThat(endless.type()).isEqualTo("java.lang.StackOverflowError");
    assertThat(endless.line()).isEqualTo(1);
    assertThat(endless.traceback()).hasSizeLessThan(20_000).contains("\t...\n");
    String caused = stderr + "Caused by: a.B: why\n\tat so.g(Main.java:2)\n\t... 1 more";
    assertThat(JavaErrors.in(kept(caused), "Main.java"))
        .extracting(UserError::type, UserError::message, UserError::line)
        .containsExactly("a.B", "why", 2);
    assertThat(kept("noise\n".repeat(5_000))).isEmpty();
    assertThat(kept("x".repeat(100_000) + "\n" + "Main.java:2: error: bad\n".repeat(100_000)))
        .startsWith("Main.java:2: error: bad\n")
        .hasSizeLessThan(20_000);
  }

  @Test
  void thereMayBeNone() {
    assertThat(JavaErrors.in("", "Main.java")).isNull();
    assertThat(JavaErrors.in("Main.java:1: error: ';' expected\n", "Main.java")).isNull();
  }
}
