package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Plans;
import io.athanor.contract.Plans.Explain;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.Taken;
import io.athanor.contract.Refusal;
import io.athanor.contract.WhatIf;
import io.athanor.profiling.advice.KnownTables;
import io.athanor.profiling.advice.UpdatedColumns;
import io.athanor.support.Await;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements of Athanor are explained by their names. */
class NamedStatementsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Refusal refused(Explain asked) {
    return Await.refusal(store.ask(Plans.TAKE, asked));
  }

  @Test
  void everyStatementOfAthanorIsExplainedByItsName() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String name : NamedStatements.load().keySet()) {
      Explain asked = new Explain(null, name, List.of(), false, true, Caller.ADMIN);
      try {
        Taken taken = store.get(Plans.TAKE, asked);
        assertThat(taken.mode()).isEqualTo(Mode.GENERIC);
        assertThat(taken.plan().text()).contains("Node Type");
      } catch (RuntimeException e) {
        faults.add(name + ": " + e);
      }
    }
    assertThat(faults).isEmpty();
    assertThat(NamedStatements.load().keySet())
        .as("a class with statements is missing in NamedStatements")
        .containsAll(
            StatementsIT.constants().stream()
                .map(Statement::name)
                .filter(name -> !name.startsWith("plans."))
                .toList());
  }

  @Test
  void aStatementOfAthanorIsExecutedOnlyWhenItReads() {
    Explain claim = new Explain(null, "attempts.claim", List.of(), true, false, Caller.ADMIN);
    assertThat(refused(claim).type()).isIn("statement-writes", "locks-rows");
    Explain unknown = new Explain(null, "no.such", List.of(), false, false, Caller.ADMIN);
    assertThat(refused(unknown).failure()).isEqualTo(Failure.NOT_FOUND);
  }

  /** Advice counts what an index on a column costs that is updated. */
  @Test
  void whatAthanorUpdatesIsRead() {
    KnownTables known =
        KnownTables.of(store.get(WhatIf.DESCRIBE, new WhatIf.Describe(List.of())).tables());
    List<String> unread = new ArrayList<>();
    NamedStatements.load()
        .forEach(
            (name, statement) -> {
              boolean updates =
                  statement
                      .sql()
                      .matches("(?is).*\\b(update\\s+\\w+(\\s+\\w+)?|do update)\\s+set\\b.*");
              if (updates && UpdatedColumns.of(statement.text(), known).isEmpty()) {
                unread.add(name);
              }
            });
    assertThat(unread).isEmpty();
  }
}
