package io.athanor;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.vertx.core.Deployable;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of the house for the packages below a base: ours, or the deliberate offences that prove
 * each rule.
 */
final class HouseRules {

  private static final List<String> FEATURES =
      List.of(
          "http",
          "experiments",
          "research",
          "execution",
          "persistence",
          "cache",
          "profiling",
          "operations");

  /** Threads of their own, or the main thread at the start and at the end. */
  private static final String[] WAITING = {
    "app", "cli", "execution.sandbox", "persistence.embedded"
  };

  private final String base;

  HouseRules(String base) {
    this.base = base;
  }

  /** Every rule under its number and name. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("1 features never see each other", featuresNeverSeeEachOther());
    rules.put("1 the command line is on its own", theCommandLineIsOnItsOwn());
    rules.put("2 only the bus imports the event bus", onlyTheBusImportsTheEventBus());
    rules.put("3 the contract is plain Java", theContractIsPlainJava());
    rules.put("4 only app deploys", onlyAppDeploys());
    rules.put("5 verticles are final and named so", verticlesAreFinalAndNamedSo());
    rules.put("6 no mutable static state", Statics.areImmutable());
    rules.put("7 only persistence imports SQL clients", onlyPersistenceImportsSqlClients());
    rules.put("7 shared data is for app and cache", sharedDataIsForAppAndCache());
    rules.put("8 nothing waits on an event loop", Waiting.isOnlyIn(places(WAITING)));
    rules.put("9 old style is gone", oldStyleIsGone());
    rules.put("10 no Vert.x internals", noInternals());
    rules.replaceAll((name, rule) -> rule.as(name).allowEmptyShould(true));
    return rules;
  }

  private String in(String name) {
    return base + "." + name + "..";
  }

  private String[] places(String... names) {
    String[] packages = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      packages[i] = in(names[i]);
    }
    return packages;
  }

  private DescribedPredicate<JavaClass> strangersTo(String... friends) {
    return resideInAnyPackage(base + "..")
        .and(describe("strangers", type -> !resideInAnyPackage(places(friends)).test(type)));
  }

  private ArchRule featuresNeverSeeEachOther() {
    List<ArchRule> rules = new ArrayList<>();
    for (String feature : FEATURES) {
      rules.add(onlySees(feature, feature, "contract", "bus"));
    }
    rules.add(onlySees("bus", "bus", "contract"));
    rules.add(onlySees("contract", "contract"));
    return CompositeArchRule.of(rules.stream().map(rule -> rule.allowEmptyShould(true)).toList());
  }

  private ArchRule onlySees(String name, String... friends) {
    return noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat(strangersTo(friends));
  }

  private ArchRule theCommandLineIsOnItsOwn() {
    return classes()
        .that()
        .resideInAPackage(in("cli"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(in("cli"), "java..", "picocli..", "com.fasterxml.jackson..");
  }

  /** A node says where its event bus listens; that is configuration, not speech. */
  private ArchRule onlyTheBusImportsTheEventBus() {
    return CompositeArchRule.of(
        List.of(
            noClasses()
                .that()
                .resideOutsideOfPackages(in("bus"), in("app"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.eventbus..")
                .allowEmptyShould(true),
            noClasses()
                .that()
                .resideInAPackage(in("app"))
                .should()
                .dependOnClassesThat(
                    resideInAnyPackage("io.vertx.core.eventbus..")
                        .and(
                            describe(
                                "more than options",
                                type -> !type.isEquivalentTo(EventBusOptions.class))))
                .allowEmptyShould(true)));
  }

  private ArchRule theContractIsPlainJava() {
    DescribedPredicate<JavaClass> nested =
        describe("nested", type -> type.isNestedClass() && !type.isAnonymousClass());
    DescribedPredicate<JavaClass> spoken =
        describe(
            "a record, an enum or a sealed interface",
            type -> {
              Class<?> reflected = type.reflect();
              return reflected.isRecord()
                  || reflected.isEnum()
                  || (reflected.isInterface() && reflected.isSealed());
            });
    return CompositeArchRule.of(
        List.of(
            classes()
                .that()
                .resideInAPackage(in("contract"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in("contract"), "java..")
                .allowEmptyShould(true),
            classes()
                .that()
                .resideInAPackage(in("contract"))
                .and(nested)
                .should(ArchCondition.from(spoken))
                .allowEmptyShould(true)));
  }

  private ArchRule onlyAppDeploys() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in("app"))
        .should()
        .callMethodWhere(
            describe(
                "it deploys",
                call ->
                    call.getName().equals("deployVerticle") || call.getName().equals("undeploy")));
  }

  private ArchRule verticlesAreFinalAndNamedSo() {
    return CompositeArchRule.of(
        List.of(
            classes()
                .that()
                .areAssignableTo(Deployable.class)
                .should()
                .haveSimpleNameEndingWith("Verticle")
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .allowEmptyShould(true),
            classes()
                .that()
                .haveSimpleNameEndingWith("Verticle")
                .should()
                .beAssignableTo(Deployable.class)
                .allowEmptyShould(true)));
  }

  private ArchRule onlyPersistenceImportsSqlClients() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in("persistence"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.sqlclient..",
            "io.vertx.pgclient..",
            "java.sql..",
            "javax.sql..",
            "org.postgresql..",
            "org.flywaydb..");
  }

  private ArchRule sharedDataIsForAppAndCache() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(places("app", "cache"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx.core.shareddata..", "com.hazelcast..");
  }

  private ArchRule oldStyleIsGone() {
    return CompositeArchRule.of(
        List.of(
            noClasses()
                .should()
                .beAssignableTo("io.vertx.core.AbstractVerticle")
                .allowEmptyShould(true),
            noClasses()
                .that()
                .resideOutsideOfPackages(places("bus", "operations"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.core.Promise")
                .allowEmptyShould(true)));
  }

  /** Correlation says itself why it must. */
  private ArchRule noInternals() {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.athanor.bus.Correlation")
        .and()
        .doNotHaveFullyQualifiedName("io.athanor.bus.SameLoop")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..impl..", "io.vertx.core.internal..");
  }
}
