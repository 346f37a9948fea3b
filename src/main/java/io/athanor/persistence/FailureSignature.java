package io.athanor.persistence;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Verdict;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What failures of one kind have in common: the type of the error, its message without what differs
 * from run to run (numbers, ids, addresses, paths), and its place; or the verdict and its reason.
 */
final class FailureSignature {

  private static final int LONGEST = 300;
  private static final Set<Verdict> NO_FAILURE =
      EnumSet.of(Verdict.SUCCEEDED, Verdict.CANCELLED, Verdict.STOPPED);
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]+|\\b[0-9a-f]{12,}\\b");
  private static final Pattern PATH = Pattern.compile("(?<![\\w.])/[\\w.@+-]+(/[\\w.@+-]+)+");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Za-z_])[-+]?\\d[\\d_,]*(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern CONTROL = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]|\\p{Cntrl}");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private FailureSignature() {}

  /** The signature, or null for an attempt that did not fail. */
  static String of(Outcome outcome) {
    if (NO_FAILURE.contains(outcome.verdict())) {
      return null;
    }
    ProgramError error = outcome.error();
    if (error == null || error.type() == null || isBlank(error.message())) {
      String ending = ending(outcome);
      return cut(outcome.verdict() + (ending.isEmpty() ? ": " + normal(outcome.reason()) : ending));
    }
    String place = error.file() == null ? "" : " at " + error.file() + ":" + error.line();
    String said = error.type() + ": " + normal(error.message());
    return cut(said, LONGEST - Math.min(place.length(), LONGEST / 2)) + cut(place, LONGEST / 2);
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  /** What says most of a program without words of its own. */
  private static String ending(Outcome outcome) {
    if (outcome.verdict() != Verdict.FAILED && outcome.verdict() != Verdict.CRASHED) {
      return "";
    }
    if (outcome.signal() != null && outcome.signal() != 0) {
      return " by signal " + outcome.signal();
    }
    boolean code = outcome.exitCode() != null && outcome.exitCode() != 0;
    return code ? " with exit code " + outcome.exitCode() : "";
  }

  private static String normal(String text) {
    if (text == null) {
      return "";
    }
    // Of a long text the beginning says what it is, and matching all of it would take long.
    String normal = text.substring(0, Math.min(text.length(), 4 * LONGEST));
    normal = CONTROL.matcher(normal).replaceAll(" ");
    normal = ID.matcher(normal).replaceAll("<id>");
    normal = ADDRESS.matcher(normal).replaceAll("<hex>");
    normal = PATH.matcher(normal).replaceAll("<path>");
    normal = NUMBER.matcher(normal).replaceAll("<n>");
    return SPACE.matcher(normal).replaceAll(" ").strip();
  }

  private static String cut(String text) {
    return cut(text, LONGEST);
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
