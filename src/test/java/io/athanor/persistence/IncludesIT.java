package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Kind;
import io.athanor.contract.Profiles;
import io.athanor.contract.Research;
import io.athanor.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A record with its relatives is one statement, whatever is included; so is a page of them. */
class IncludesIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  /** The statements that a node itself has counted, without those of its chores. */
  private final Map<String, Long> executed = new ConcurrentHashMap<>();

  private void count(Profiles.StatementsObserved observed) {
    observed.statements().stream()
        .filter(one -> one.name().contains(".get") || one.name().contains(".list"))
        .forEach(one -> executed.merge(one.name(), one.count(), Long::sum));
  }

  @Test
  void everythingThatIsIncludedComesInOneStatement() {
    Await.value(store.bus().listen(Profiles.STATEMENTS_OBSERVED, this::count));
    Library library = Library.on(store);
    Map<Kind, UUID> made = library.oneOfEach();
    UUID experiment =
        store.insert(Draft.in("includes").hypothesis(made.get(Kind.HYPOTHESIS))).get(0);
    Map<String, Long> expected = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      List<String> all = kind.listing().includes();
      store.get(Research.GET, new Research.Get(kind, made.get(kind), all, Caller.ADMIN));
      Research.ListPage page =
          new Research.ListPage(kind, Map.of(), all, null, 100, null, Caller.ADMIN);
      store.get(Research.LIST, page);
      expected.put(RecordTables.of(kind).word() + ".get", 1L);
      expected.put(RecordQuery.of(page, false).statement().name(), 1L);
    }
    List<Include> parts = new ArrayList<>(Stream.of(Include.values()).toList());
    store.get(Experiments.GET, new Experiments.Get(experiment, parts, Caller.ADMIN));
    expected.put("experiments.get", 1L);
    await().untilAsserted(() -> assertThat(executed).isEqualTo(expected));
  }
}
