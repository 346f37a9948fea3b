package io.athanor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program that was named and, after {@code --}, the arguments that it gets. */
final class ProgramWords {
  private static final String END_OF_OPTIONS = "--";

  @Parameters(
      paramLabel = "FILE [-- ARGUMENT...]",
      hideParamSyntax = true,
      description =
          "The program, '-' reads it from stdin and wants --runtime; and its arguments as typed."
              + " With --runtime exec no FILE but a command: -- /usr/bin/sort inputs/data.csv")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--runtime",
      paramLabel = "R",
      description =
          "python, node, bash, java or exec. Default: by the file's ending or first line.")
  private String runtime;

  @Option(names = "--name", description = "Default: the file's name.")
  private String name;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Adds the program, how it runs, its arguments and its name. */
  void addTo(ObjectNode body, Terminal terminal) {
    List<String> typed = command.commandLine().getParseResult().originalArgs();
    int end = typed.indexOf(END_OF_OPTIONS);
    int programs = end < 0 ? words.size() : words.size() - (typed.size() - end - 1);
    List<String> arguments = words.subList(programs, words.size());
    if (programs > 1) {
      throw CommandFailure.usage(
          "'"
              + SafeText.line(words.get(1))
              + "' is one program too many; arguments of the program stand after --.");
    }
    if (programs == 1) {
      file(words.get(0), body, terminal);
    } else if ("exec".equals(runtime) && !arguments.isEmpty()) {
      named(lastPart(arguments.get(0)), runtime, body);
    } else {
      throw CommandFailure.usage(
          "Which program? Name its FILE, or a command with --runtime exec -- COMMAND.");
    }
    if (!arguments.isEmpty()) {
      arguments.forEach(body.putArray("arguments")::add);
    }
  }

  private void file(String file, ObjectNode body, Terminal terminal) {
    if (file.equals("-") && runtime == null) {
      throw CommandFailure.usage(
          "A program from stdin wants --runtime python, node, bash, java or exec.");
    }
    ProgramFile program = ProgramFile.read(file, terminal);
    named(program.name(), runtime == null ? program.runtime() : runtime, body);
    body.put("source", program.source());
  }

  private void named(String byFile, String how, ObjectNode body) {
    body.put("name", name == null ? byFile : name);
    body.put("runtime", how);
  }

  private static String lastPart(String command) {
    try {
      return String.valueOf(Path.of(command).getFileName());
    } catch (InvalidPathException e) {
      return command;
    }
  }
}
