package io.athanor.app;

import io.athanor.cli.CommandLineFactory;
import io.athanor.cli.Terminal;

/** The one entry: every command of the command line, and {@code serve}, which is a node. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        CommandLineFactory.create(
                Terminal.system(), new GateRun(), new ServeCommand(), ConfigCommand.group())
            .execute(arguments));
  }
}
