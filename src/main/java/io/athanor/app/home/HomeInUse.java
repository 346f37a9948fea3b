package io.athanor.app.home;

/** Another node runs on this home. */
public final class HomeInUse extends HomeUnusable {

  private static final long serialVersionUID = 1L;

  private final String owner;

  HomeInUse(String home, String owner) {
    super(
        "the home %s is in use by %s; stop that node, or give this one another home with"
                .formatted(home, owner)
            + " ATHANOR_HOME (nodes that share a database share ATHANOR_DATABASE_URL, not a home)");
    this.owner = owner;
  }

  /** The other node in words: process, address, since when. */
  public String owner() {
    return owner;
  }
}
