package io.athanor.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The files that a program finds below {@code inputs/}. */
final class InputOptions {
  @Option(
      names = "--input",
      paramLabel = "[NAME=]FILE",
      description =
          "A file that the program finds as inputs/NAME, read-only; sent only where the server does"
              + " not have it. NAME=sha256:DIGEST for what is stored already, such as an artefact.")
  private List<String> typed = new ArrayList<>();

  List<InputFile> read() {
    List<InputFile> files = typed.stream().map(InputFile::of).toList();
    Set<String> names = new HashSet<>();
    for (InputFile file : files) {
      if (!names.add(file.name())) {
        throw CommandFailure.usage("--input gives '" + SafeText.line(file.name()) + "' twice.");
      }
    }
    return files;
  }
}
