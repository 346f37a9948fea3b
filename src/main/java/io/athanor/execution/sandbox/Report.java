package io.athanor.execution.sandbox;

import io.athanor.contract.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How an attempt ended. When it is there, no process of the attempt is left and its slot is free.
 *
 * @param verdict exactly one
 * @param reason the same in words
 * @param exitCode the program's, or -1 when it ended by a signal or never started
 * @param signal that ended the program, or 0
 * @param wall from the program's start to its end
 * @param cpu of the whole group
 * @param peakMemory bytes of the whole group, at tier NAMESPACED as far as polled
 * @param stdout what it wrote there
 * @param stderr what it wrote there
 * @param result JSON text, or null
 * @param artefacts kept and refused ones
 * @param error the user's own, or null
 * @param survivors processes that were still alive when the program had ended, and were killed
 * @param lostMetrics what of its metrics could not be kept
 * @param tier at which it ran
 * @param startKind {@code cold}, {@code warm} when the sandbox was ready before its job came, or
 *     {@code ahead} when the interpreter of its program waited in it as well
 * @param startMillis from the request for the sandbox until it was ready
 * @param interpreter version of the runtime that ran it
 * @param enforcement what held each limit
 */
public record Report(
    Verdict verdict,
    String reason,
    int exitCode,
    int signal,
    Duration wall,
    Duration cpu,
    long peakMemory,
    Output stdout,
    Output stderr,
    String result,
    List<Artefact> artefacts,
    UserError error,
    int survivors,
    LostMetrics lostMetrics,
    Tier tier,
    String startKind,
    double startMillis,
    String interpreter,
    Map<String, String> enforcement) {

  /** Copies the collections. */
  public Report {
    artefacts = List.copyOf(artefacts);
    enforcement = Map.copyOf(enforcement);
  }

  /**
   * One output stream.
   *
   * @param kept bytes handed over
   * @param dropped bytes beyond the limit, read and counted until the attempt ended
   */
  public record Output(long kept, long dropped) {

    /** Whether something is missing. */
    public boolean truncated() {
      return dropped > 0;
    }
  }

  /**
   * Metrics that could not be kept.
   *
   * @param notFinite values that were NaN or infinite
   * @param names of the first metrics that had such values
   * @param notUnderstood lines that were none
   */
  public record LostMetrics(int notFinite, List<String> names, int notUnderstood) {
    /** Of a program that lost none. */
    public static final LostMetrics NONE = new LostMetrics(0, List.of(), 0);

    /** Copies the list. */
    public LostMetrics {
      names = List.copyOf(names);
    }
  }

  /**
   * A file that the program left below {@code out/}.
   *
   * @param name relative to {@code out/}; only a label
   * @param size bytes handed over
   * @param refused why it was not kept, or null
   */
  public record Artefact(String name, long size, String refused) {}

  /**
   * What the program itself said went wrong.
   *
   * @param type of the exception
   * @param message its text
   * @param file of the user, relative to the working directory, or null
   * @param line there, or 0
   * @param traceback as the runtime prints it, or the end of stderr where the runtime has none
   */
  public record UserError(String type, String message, String file, int line, String traceback) {}
}
