package io.athanor.cli;

/** The numbers with which a command ends. Scripts rely on them. */
public final class ExitCode {
  /** Everything asked for was done. */
  public static final int OK = 0;

  /** The experiment failed, or a check of {@code doctor} or {@code demo} did. */
  public static final int FAILED = 1;

  /** The command was typed wrongly; nothing was sent. */
  public static final int USAGE = 2;

  /** The server knows no such thing. */
  public static final int NOT_FOUND = 3;

  /** No server answered. */
  public static final int UNREACHABLE = 4;

  /** The server answered and refused. */
  public static final int REFUSED = 5;

  /** An error of this program. */
  public static final int INTERNAL = 70;

  /** A file could not be written on this machine, for the reason in the message. */
  public static final int CANNOT_WRITE = 73;

  /** This machine or its settings lack something that is named in the message. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
