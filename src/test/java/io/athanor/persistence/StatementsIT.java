package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Kind;
import io.athanor.contract.Order;
import io.athanor.contract.State;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every statement of the package against the migrated schema. */
class StatementsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  /** Every constant of type Statement in the package. */
  static List<Statement> constants() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Database.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("io/athanor/persistence");
    List<Statement> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class")) {
          found.addAll(constants("io.athanor.persistence." + name.replace(".class", "")));
        }
      }
    }
    return found;
  }

  /** The constant with this name. */
  static Statement named(String name) throws IOException, URISyntaxException {
    return constants().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** The statements of every kind of record, alone and with all relatives. */
  private static List<Statement> ofRecords() {
    List<Statement> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.addAll(RecordTables.statements(kind).all());
      all.add(RecordTables.statements(kind).get(kind.listing().includes()));
    }
    for (Kind kind : List.of(Kind.PAPER, Kind.CONVERSATION)) {
      all.add(RecordQuery.probe(RecordTables.of(kind)));
    }
    return all;
  }

  private static List<Statement> constants(String type) {
    return Stream.of(type)
        .map(StatementsIT::load)
        .flatMap(loaded -> Arrays.stream(loaded.getDeclaredFields()))
        .filter(field -> field.getType() == Statement.class)
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(StatementsIT::read)
        .toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, StatementsIT.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Statement read(Field field) {
    try {
      field.setAccessible(true);
      return (Statement) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The list's statement for every state, every single filter, and all filters at once. */
  static List<Statement> listShapes() {
    List<Statement> shapes = new ArrayList<>();
    List<State> states = new ArrayList<>(List.of(State.values()));
    states.add(null);
    UUID id = UUID.randomUUID();
    Instant now = Instant.now();
    for (State state : states) {
      for (Order order : Order.values()) {
        if (order == Order.FINISHED && (state == null || !state.terminal())) {
          continue;
        }
        for (int filter = 0; filter < 11; filter++) {
          boolean all = filter == 10;
          shapes.add(
              ExperimentList.statement(
                  new ListPage(
                      state,
                      all || filter == 1 ? "python" : null,
                      all || filter == 2 ? "d" : null,
                      all || filter == 3 ? id : null,
                      all || filter == 4 ? id : null,
                      all || filter == 9 ? "simulation" : null,
                      all || filter == 5 ? Map.of("a", "b", "c", "d") : Map.of(),
                      null,
                      all || filter == 6 ? "x" : null,
                      all || filter == 7 ? now : null,
                      all || filter == 7 ? now : null,
                      order,
                      10,
                      all || filter == 8 ? cursor(order, id) : null,
                      Caller.ADMIN)));
        }
      }
    }
    return shapes;
  }

  private static String cursor(Order order, UUID id) {
    return order == Order.FINISHED
        ? Cursors.of(OffsetDateTime.parse("2026-01-01T00:00:00Z"), id)
        : Cursors.of(id);
  }

  /** One for each set of parts. */
  private static List<Statement> documentShapes() {
    List<Statement> shapes = new ArrayList<>();
    Include[] parts = Include.values();
    for (int set = 0; set < 1 << parts.length; set++) {
      List<Include> include = new ArrayList<>();
      for (int i = 0; i < parts.length; i++) {
        if ((set & 1 << i) != 0) {
          include.add(parts[i]);
        }
      }
      shapes.add(GetStatement.including(include));
    }
    return shapes;
  }

  @Test
  void everyStatementIsUnderstoodByTheServer() throws Exception {
    List<Statement> all = new ArrayList<>(constants());
    assertThat(all).hasSizeGreaterThan(30);
    all.addAll(listShapes());
    all.addAll(documentShapes());
    all.addAll(ofRecords());
    List<String> faults = new ArrayList<>();
    try (Connection connection = store.target().connect();
        java.sql.Statement sql = connection.createStatement()) {
      int number = 0;
      for (Statement one : all) {
        try {
          sql.execute("prepare s" + number++ + " as " + one.text());
        } catch (SQLException e) {
          faults.add(one.name() + ": " + e.getMessage());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void namesAreUniqueAndSayAggregateAndVerb() throws Exception {
    assertThat(constants())
        .extracting(Statement::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+\\.[a-z]+(-[a-z]+)*"));
  }

  @Test
  void aListWithOneNameHasOneText() {
    Map<String, List<Statement>> byName =
        listShapes().stream().collect(java.util.stream.Collectors.groupingBy(Statement::name));
    assertThat(byName.keySet()).allMatch(name -> name.matches("experiments\\.list(-[a-z]+)*"));
    assertThat(byName.values())
        .allSatisfy(same -> assertThat(same.stream().map(Statement::sql).distinct()).hasSize(1));
  }
}
