package io.athanor.app.home;

/** The home cannot be used; the message says why and what to do. A caller ends with exit 78. */
public class HomeUnusable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong and what to do. */
  public HomeUnusable(String message) {
    super(message);
  }

  /** With what is wrong and what to do, and what the system said. */
  public HomeUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
