package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research;
import io.athanor.support.Await;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is refused: duplicates, unknown parents, parents in use, keys of other requests. */
class RecordRefusalsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;

  @BeforeAll
  static void fill() {
    library = Library.on(store).filled();
  }

  @Test
  void duplicatesAreNamed() {
    String paper = "{\"source\":\"s\",\"title\":\"t\",\"doi\":\"10.1000/Twice\"}";
    UUID first = library.make(Kind.PAPER, paper);
    Refusal refusal = library.refuses(Kind.PAPER, paper.replace("Twice", "TWICE"));
    assertThat(refusal.failure()).isEqualTo(Failure.CONFLICT);
    assertThat(refusal.type()).isEqualTo("duplicate");
    assertThat(refusal.errors()).extracting(FieldError::field).containsExactly("doi");
    assertThat(library.walk(Kind.PAPER, Map.of("doi", "10.1000/twice"), null, 5))
        .containsExactly(first);
    String decision = library.sample(Kind.DECISION);
    assertThat(library.refuses(Kind.DECISION, decision).errors())
        .extracting(FieldError::field)
        .containsExactly("specSessionId", "technologyCategory");
  }

  @Test
  void parentsMustExistAndMustNotBeInUse() {
    Refusal unknown =
        library.refuses(
            Kind.HYPOTHESIS,
            library
                .sample(Kind.HYPOTHESIS)
                .replace(library.made(Kind.SESSION).toString(), Library.NOBODY.toString()));
    assertThat(unknown.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(unknown.type()).isEqualTo("unknown-reference");
    assertThat(unknown.errors()).extracting(FieldError::field).containsExactly("sessionId");
    Refusal message =
        library.refuses(
            Kind.MESSAGE,
            library
                .sample(Kind.MESSAGE)
                .replace(library.made(Kind.SPEC_SESSION).toString(), Library.NOBODY.toString()));
    assertThat(message.errors()).extracting(FieldError::field).containsExactly("specSessionId");
    Refusal inUse = Await.refusal(library.delete(Kind.SESSION, library.made(Kind.SESSION), null));
    assertThat(inUse.failure()).isEqualTo(Failure.CONFLICT);
    assertThat(inUse.type()).isEqualTo("in-use");
    assertThat(inUse.detail()).containsAnyOf("hypotheses", "readings", "agents", "results");
  }

  @Test
  void aKeyMakesARepetitionTheSameRequest() {
    Research.Create create =
        new Research.Create(
            Kind.PAPER,
            List.of(new Json(library.sample(Kind.PAPER))),
            Caller.ADMIN,
            "key-1",
            "digest");
    Research.Created first = store.get(Research.CREATE, create);
    assertThat(store.get(Research.CREATE, create)).isEqualTo(first);
    Refusal other =
        Await.refusal(
            store.ask(
                Research.CREATE,
                new Research.Create(Kind.PAPER, create.records(), Caller.ADMIN, "key-1", "other")));
    assertThat(other.type()).isEqualTo("idempotency-key-reused");
    List<Future<Research.Created>> many = new ArrayList<>();
    Research.Create at =
        new Research.Create(
            Kind.PAPER,
            List.of(new Json(library.sample(Kind.PAPER))),
            Caller.ADMIN,
            "key-2",
            "digest");
    for (int i = 0; i < 10; i++) {
      many.add(store.ask(Research.CREATE, at));
    }
    Await.value(Future.join(many));
    assertThat(many.stream().map(one -> one.result().records().get(0).id()).distinct()).hasSize(1);
  }

  /** A refused request gives its key back: once corrected, it may be used again. */
  @Test
  void aRefusalLeavesNoTraceOfItsKey() {
    Research.Create bad =
        new Research.Create(
            Kind.PAPER_TOPIC,
            List.of(
                new Json(
                    "{\"paperId\":\""
                        + Library.NOBODY
                        + "\",\"topicId\":\""
                        + library.made(Kind.TOPIC)
                        + "\"}")),
            Caller.ADMIN,
            "key-3",
            "bad");
    assertThat(Await.refusal(store.ask(Research.CREATE, bad)).failure())
        .isEqualTo(Failure.UNPROCESSABLE);
    Research.Create good =
        new Research.Create(
            Kind.PAPER,
            List.of(new Json(library.sample(Kind.PAPER))),
            Caller.ADMIN,
            "key-3",
            "good");
    assertThat(store.get(Research.CREATE, good).records()).hasSize(1);
  }

  @Test
  void everyUniqueIndexSaysWhichFieldsItMeans() throws Exception {
    List<String> tables =
        java.util.stream.Stream.of(Kind.values())
            .map(kind -> RecordTables.of(kind).table())
            .toList();
    List<String> unique =
        store
            .rows(
                "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
                    + " where i.indisunique and not i.indisprimary and i.indrelid::regclass::text = any (?)",
                (Object) tables.toArray(String[]::new))
            .stream()
            .map(row -> row.get(0))
            .toList();
    assertThat(ConstraintFailures.UNIQUE.keySet()).containsExactlyInAnyOrderElementsOf(unique);
  }
}
