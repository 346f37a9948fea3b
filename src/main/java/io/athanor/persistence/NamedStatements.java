package io.athanor.persistence;

import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Kind;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statements of this package by their names. The constants stand beside the code that uses
 * them, so they are looked up once; NamedStatementsIT finds a class that is missing here.
 */
final class NamedStatements {

  private static final List<Class<?>> HOLDERS =
      List.of(
          AnalysisStore.class,
          ChangeStore.class,
          ChangeChecks.class,
          BatchStore.class,
          CancelStore.class,
          CapStore.class,
          Chores.class,
          ClaimStatement.class,
          ClaimStore.class,
          CommitStore.class,
          CondemnedContents.class,
          ContentCollector.class,
          ContentStore.class,
          ConversationStore.class,
          CountStore.class,
          DatabaseFigures.class,
          DeleteStore.class,
          DesignStore.class,
          DiscoveryStore.class,
          ExperimentInsert.class,
          ExperimentReader.class,
          ExperimentReferences.class,
          ExperimentStore.class,
          FailureStore.class,
          HealthProbe.class,
          HeldStore.class,
          IdempotencyKeys.class,
          LiteratureStore.class,
          NodeStore.class,
          Outbox.class,
          OutputStore.class,
          PlanCounts.class,
          PlanStore.class,
          ProgramProfiles.class,
          RerunStore.class,
          ScoreStore.class,
          ServerCounterStore.class,
          SpecificationStore.class,
          StoreExamination.class,
          TableDescriptions.class,
          WaitingStore.class,
          WaitingWords.class,
          WholeContent.class);

  private NamedStatements() {}

  /** All of them; loads the classes that hold them, so not for an event loop. */
  static Map<String, Statement> load() {
    Map<String, Statement> all = new TreeMap<>();
    for (Class<?> holder : HOLDERS) {
      of(holder).forEach(all::putIfAbsent);
    }
    for (Kind kind : Kind.values()) {
      RecordStatements records = RecordTables.statements(kind);
      records.all().forEach(one -> all.putIfAbsent(one.name(), one));
      add(all, records.get(kind.listing().includes()));
    }
    add(all, GetStatement.including(List.of()));
    add(all, GetStatement.including(List.of(Include.values())));
    return all;
  }

  /** The constants of one class. */
  private static Map<String, Statement> of(Class<?> holder) {
    Map<String, Statement> found = new LinkedHashMap<>();
    for (Field field : holder.getDeclaredFields()) {
      if (field.getType() == Statement.class && Modifier.isStatic(field.getModifiers())) {
        try {
          field.setAccessible(true);
          add(found, (Statement) field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return found;
  }

  private static void add(Map<String, Statement> all, Statement one) {
    all.putIfAbsent(one.name(), one);
  }
}
