package io.athanor.contract;

import java.util.Map;
import java.util.UUID;

/** The conversation about the research store. */
public final class Research {

  /**
   * Opens a research session.
   *
   * @param question what is to be found out
   */
  public record OpenSession(
      String question, String description, String domain, Map<String, String> tags, Caller caller) {
    /** Copies the tags. */
    public OpenSession {
      tags = tags == null ? Map.of() : Map.copyOf(tags);
    }
  }

  /** Stores a session that was validated. */
  public record StoreSession(UUID id, OpenSession session) {}

  /** Asks for one session. */
  public record GetSession(UUID id, Caller caller) {}

  /** Asks for a page of sessions, newest first. */
  public record ListSessions(int limit, String cursor, Caller caller) {}

  /** Open a session. */
  public static final RequestAddress<OpenSession, Experiments.Document> OPEN_SESSION =
      RequestAddress.toDesk(
          "research.open-session", Role.RESEARCH, OpenSession.class, Experiments.Document.class);

  /** Store a session. */
  public static final RequestAddress<StoreSession, Experiments.Document> STORE_SESSION =
      RequestAddress.toStore(
          "research.store-session", StoreSession.class, Experiments.Document.class);

  /** Look at a session. */
  public static final RequestAddress<GetSession, Experiments.Document> SESSION =
      RequestAddress.toStore("research.session", GetSession.class, Experiments.Document.class);

  /** Look at the sessions. */
  public static final RequestAddress<ListSessions, Experiments.Page> SESSIONS =
      RequestAddress.toStore("research.sessions", ListSessions.class, Experiments.Page.class);

  private Research() {}
}
