package io.athanor.http;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Live.Figure;
import io.athanor.contract.Live.Progressed;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The latest that was heard of attempts that run. A hint and never more: it is forgotten when
 * nothing more is heard, belongs to the attempt that it names, and gives way to what is stored.
 * Used on the verticle's event loop only.
 */
final class LiveFigures {

  /** More attempts do not run at once for which somebody would look. */
  static final int MOST = 1_000;

  /** Nodes tell all again each ten seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String RUNNING = "\"RUNNING\"";

  /** As clients see it. */
  record Shown(
      int attempt,
      Double progress,
      String message,
      List<Figure> metrics,
      long points,
      int names,
      long lost,
      Instant at) {}

  private record Heard(Progressed figures, long since) {}

  private final LongSupplier nanos;

  /** What was heard last comes last. */
  private final Map<UUID, Heard> heard = new LinkedHashMap<>();

  /** By the monotonic clock. */
  LiveFigures(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** News; those of an attempt that another has followed are too late. */
  void heard(Progressed figures) {
    Heard before = heard.get(figures.id());
    if (before != null && before.figures().attempt() > figures.attempt()) {
      return;
    }
    heard.remove(figures.id());
    heard.put(figures.id(), new Heard(figures, nanos.getAsLong()));
    Iterator<Heard> oldest = heard.values().iterator();
    // The last one is new, so that this ends.
    while (isOld(oldest.next()) || heard.size() > MOST) {
      oldest.remove();
    }
  }

  private boolean isOld(Heard one) {
    return nanos.getAsLong() - one.since() > PATIENCE.toNanos();
  }

  /** What was heard of this experiment not long ago. */
  Optional<Progressed> of(UUID id) {
    return Optional.ofNullable(heard.get(id)).filter(one -> !isOld(one)).map(Heard::figures);
  }

  int count() {
    return heard.size();
  }

  /** The document, with what its present attempt says where it runs. */
  Document within(Document document, UUID id) {
    Progressed figures = document.terminal() ? null : of(id).orElse(null);
    String text = document.body().text();
    boolean present =
        figures != null
            && HttpJson.member(text, "state").filter(RUNNING::equals).isPresent()
            && HttpJson.member(text, "attempt")
                .filter(Integer.toString(figures.attempt())::equals)
                .isPresent();
    if (!present) {
      return document;
    }
    String end = ",\"live\":" + text(figures) + "}";
    return new Document(new Json(text.substring(0, text.lastIndexOf('}')) + end), false);
  }

  /** In wire form; without an id, because nobody can resume at it. */
  static Buffer event(Progressed figures) {
    return EventStream.event("live", null, text(figures));
  }

  private static String text(Progressed figures) {
    return HttpJson.write(
        new Shown(
            figures.attempt(),
            figures.progress(),
            figures.message(),
            figures.figures(),
            figures.points(),
            figures.names(),
            figures.lost(),
            figures.at()));
  }
}
