/**
 * The command line: a client of the HTTP API, never of the bus. Tables go to stdout, progress to
 * stderr, {@code --json} prints one JSON document instead of tables, and every end has a number in
 * {@link io.athanor.cli.ExitCode}. Start reading: {@code CommandLineFactory}, then {@code
 * RunCommand}.
 */
package io.athanor.cli;
