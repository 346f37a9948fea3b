package io.athanor.operations.diagnostics;

import java.util.List;

/**
 * Arguments of the JVM without what may be secret: of system properties only those show their value
 * that are known to be none, and agents do not show what they were told.
 */
final class JvmFlags {

  private static final String HIDDEN = "***";
  private static final List<String> OPEN =
      List.of("java.", "jdk.", "file.", "user.", "sun.", "vertx.", "logback.", "athanor.log");
  private static final List<String> SECRET =
      List.of("pass", "secret", "key", "token", "cred", "://");

  private JvmFlags() {}

  static String shown(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 0) {
      return argument;
    }
    boolean hidden =
        argument.startsWith("-D")
            ? OPEN.stream().noneMatch(argument.substring(2)::startsWith) || looksSecret(argument)
            : argument.startsWith("-agent") || argument.startsWith("-javaagent");
    return hidden ? argument.substring(0, equals + 1) + HIDDEN : argument;
  }

  private static boolean looksSecret(String argument) {
    String lower = argument.toLowerCase(java.util.Locale.ROOT);
    return SECRET.stream().anyMatch(lower::contains);
  }
}
