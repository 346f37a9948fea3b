package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;

/** Plans statements without a node; what does it is given to the command line. */
@FunctionalInterface
public interface StatementGate {

  /**
   * Plans all statements and compares them with a baseline. Blocks.
   *
   * @return findings, notes and where the baseline is, as {@code athanor db gate --json} prints it
   * @throws Unusable when that is not possible
   */
  JsonNode run(Order order) throws Unusable;

  /**
   * What is to be done.
   *
   * @param statistics the file that {@code athanor db statistics} has written
   * @param baseline the file to compare with
   * @param accept whether it is written anew
   * @param growth how many times as many rows there are to be
   * @param home where programs of the database may be unpacked already
   */
  record Order(
      Path statistics, Path baseline, boolean accept, double growth, Optional<Path> home) {}

  /** Says why it is not possible, in a sentence for people. */
  final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean given;

    /**
     * A reason.
     *
     * @param given whether a file that was given is at fault, and not this machine
     */
    public Unusable(String sentence, boolean given, Throwable cause) {
      super(sentence, cause);
      this.given = given;
    }

    boolean given() {
      return given;
    }
  }
}
