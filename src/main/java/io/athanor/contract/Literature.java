package io.athanor.contract;

import io.athanor.contract.Experiments.Page;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The conversation about what was read: which papers matter, and how they hang together. */
public final class Literature {

  /**
   * Asks for scored papers, the best first.
   *
   * @param least discovery score, 0 to 100
   * @param since published then or later
   * @param sources where from, or empty for anywhere
   */
  public record Discoveries(
      double least, Instant since, List<String> sources, int limit, String cursor, Caller caller) {
    /** Copies the list. */
    public Discoveries {
      sources = sources == null ? List.of() : List.copyOf(sources);
    }
  }

  /**
   * Asks for papers by their publication, the newest first; as {@link Discoveries} without score.
   */
  public record Recent(
      Instant since, List<String> sources, int limit, String cursor, Caller caller) {
    /** Copies the list. */
    public Recent {
      sources = sources == null ? List.of() : List.copyOf(sources);
    }
  }

  /** Asks for the papers of a topic, the newest first. */
  public record Timeline(UUID topicId, int limit, String cursor, Caller caller) {}

  /** Asks for the topics most like one, in either direction. */
  public record RelatedTopics(UUID topicId, int limit, String cursor, Caller caller) {}

  /**
   * Asks for the papers that a paper cites, or that cite it, the surest first.
   *
   * @param incoming who cites it instead of what it cites
   * @param least confidence, 0 to 1
   * @param type of the relationship, or null for any
   */
  public record Citations(
      UUID paperId,
      boolean incoming,
      double least,
      String type,
      int limit,
      String cursor,
      Caller caller) {}

  /**
   * Walks along citations, breadth first.
   *
   * @param depth 1 to 4 steps
   * @param limit relationships at most
   */
  public record Walk(
      UUID paperId, boolean incoming, double least, int depth, int limit, Caller caller) {}

  /** Asks for papers with a title like that of one. */
  public record Similar(UUID paperId, int limit, Caller caller) {}

  /**
   * Asks for people, laboratories and organisations active since a time, the most influential
   * first.
   */
  public record Trending(Instant since, int limit, String cursor, Caller caller) {}

  /** Scores a paper by what is stored of it now. */
  public record Score(UUID paperId, Caller caller) {}

  /**
   * What a score is made of.
   *
   * @param published when the paper was, or when it was stored
   * @param nearest likeness of the most similar title of an earlier paper, 0 to 1
   * @param citedAt when papers that cite it were published, at most 1000 of them
   * @param influence of its most influential author
   */
  public record Facts(Instant published, double nearest, List<Instant> citedAt, double influence) {
    /** Copies the list. */
    public Facts {
      citedAt = List.copyOf(citedAt);
    }
  }

  /** A score, each part from 0 to 100. */
  public record Scored(
      UUID paperId,
      double novelty,
      double emergence,
      double obscurity,
      double discovery,
      Facts signals,
      Instant computedAt) {}

  /** Asks for the score of a paper. */
  public record GetScore(UUID paperId, Caller caller) {}

  /** Score a paper. */
  public static final RequestAddress<Score, Scored> SCORE =
      RequestAddress.toDesk("literature.score", Role.RESEARCH, Score.class, Scored.class);

  /** What there is to score. */
  public static final RequestAddress<Score, Facts> FACTS =
      RequestAddress.toStore("literature.facts", Score.class, Facts.class);

  /** Keep a score. */
  public static final RequestAddress<Scored, Scored> KEEP_SCORE =
      RequestAddress.toStore("literature.keep-score", Scored.class, Scored.class);

  /** Look at a score. */
  public static final RequestAddress<GetScore, Scored> GET_SCORE =
      RequestAddress.toStore("literature.get-score", GetScore.class, Scored.class);

  /** The best papers. */
  public static final RequestAddress<Discoveries, Page> DISCOVERIES =
      RequestAddress.toStore("literature.discoveries", Discoveries.class, Page.class);

  /** The newest papers. */
  public static final RequestAddress<Recent, Page> RECENT =
      RequestAddress.toStore("literature.recent", Recent.class, Page.class);

  /** The papers of a topic. */
  public static final RequestAddress<Timeline, Page> TIMELINE =
      RequestAddress.toStore("literature.timeline", Timeline.class, Page.class);

  /** Topics like another. */
  public static final RequestAddress<RelatedTopics, Page> RELATED_TOPICS =
      RequestAddress.toStore("literature.related-topics", RelatedTopics.class, Page.class);

  /** One step along the citations. */
  public static final RequestAddress<Citations, Page> CITATIONS =
      RequestAddress.toStore("literature.citations", Citations.class, Page.class);

  /** Several steps along the citations. */
  public static final RequestAddress<Walk, Experiments.Document> WALK =
      RequestAddress.toStore("literature.walk", Walk.class, Experiments.Document.class);

  /** Papers with similar titles. */
  public static final RequestAddress<Similar, Page> SIMILAR =
      RequestAddress.toStore("literature.similar", Similar.class, Page.class);

  /** Who is active and influential. */
  public static final RequestAddress<Trending, Page> TRENDING =
      RequestAddress.toStore("literature.trending", Trending.class, Page.class);

  private Literature() {}
}
