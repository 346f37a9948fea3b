package io.athanor.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Which values nobody may see, and what is shown instead. */
final class Secrets {

  static final String MASK = "****";
  private static final int LONGEST = 200;
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(.*[._-])?key|.*(password|passwd|secret|token|credentials?|apikey|privatekey|webhook\\.url)",
          Pattern.CASE_INSENSITIVE);

  // Greedy up to the last @, because a password may itself hold one.
  private static final Pattern USER_INFO = Pattern.compile("//[^\\s]*@");
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "([?&;,{ ][^=&?;,]*(password|passwd|secret|token|key)=)[^&,}\\s]*",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** In what is none nobody can tell where a password begins and ends. */
  private static boolean isAddress(String value) {
    try {
      URI uri = new URI(value);
      return uri.getScheme() != null && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** {@code value} without secrets, control characters or excessive length. */
  static String masked(String key, String value) {
    if (value.isEmpty()) {
      return value;
    }
    boolean torn = key.endsWith("url") && !isAddress(value);
    if (torn || SECRET_KEY.matcher(key).matches()) {
      return MASK;
    }
    if (key.startsWith("integrations.")) {
      // Nobody knows which parameter of somebody else's service is a secret.
      value = value.replaceAll("[?#].*", "?" + MASK);
    }
    String safe = USER_INFO.matcher(value).replaceAll("//" + MASK + "@");
    safe = SECRET_PARAMETER.matcher(safe).replaceAll("$1" + MASK);
    safe = safe.replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
  }
}
