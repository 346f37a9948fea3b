package io.athanor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentMap;

/** Rule 6: what is static never changes. */
final class Statics {

  private static final List<Class<?>> CHANGING =
      List.of(
          AbstractCollection.class,
          AbstractMap.class,
          ConcurrentMap.class,
          Queue.class,
          BitSet.class,
          StringBuilder.class,
          ThreadLocal.class);

  private Statics() {}

  static ArchRule areImmutable() {
    return classes()
        .should(
            new ArchCondition<>("have no static state that changes") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(Statics::changes)
                    .forEach(field -> events.add(offence(field, field.getFullName())));
                type.getStaticInitializer().stream()
                    .flatMap(block -> block.getConstructorCallsFromSelf().stream())
                    .filter(Statics::makesCollection)
                    .forEach(call -> events.add(offence(call, call.getDescription())));
              }
            });
  }

  private static ConditionEvent offence(Object place, String name) {
    return SimpleConditionEvent.violated(place, name + " is static and can change");
  }

  private static boolean changes(JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return true;
    }
    JavaClass type = field.getRawType();
    return type.getPackageName().equals("java.util.concurrent.atomic")
        || CHANGING.stream().anyMatch(type::isAssignableTo);
  }

  /** A field declared as a Map may still hold a HashMap. */
  private static boolean makesCollection(JavaConstructorCall call) {
    JavaClass type = call.getTargetOwner();
    return type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
  }
}
