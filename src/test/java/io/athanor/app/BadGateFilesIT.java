package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.athanor.cli.StatementGate.Order;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the gate whose figures or settings cannot be: each is a sentence that says where. */
class BadGateFilesIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path NAME = Path.of("planner.json");

  /** Of the first table in the file. */
  private static final String RELATION = "/relations/0";

  @TempDir Path folder;

  /** The laboratory with one value replaced. */
  private static Exported with(String holder, String field, String value) throws Exception {
    ObjectNode all = (ObjectNode) JSON.readTree(StatisticsFile.text(Laboratory.STATISTICS));
    ObjectNode changed = holder.isEmpty() ? all : (ObjectNode) all.at(holder);
    changed.putRawValue(field, new RawValue(value));
    return StatisticsFile.read(JSON.writeValueAsString(all), NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/relations/0 | blocks | 1.5 | relations[0].blocks is 1.5, and should be a whole number.",
        "/relations/0 | blocks | \"many\" | relations[0].blocks is \"many\", and should be a whole number.",
        "/relations/0 | blocks | null | relations[0].blocks is null, and should be a whole number.",
        "/relations/0 | blocks | 99999999999999999999 | relations[0].blocks is 99999999999999999999, and should be a whole number",
        "/relations/0 | rows | true | relations[0].rows is true, and should be a number.",
        "/relations/0 | kind | \"VIEW\" | relations[0].kind is \"VIEW\", and should be one of TABLE, PARTITIONED, INDEX.",
        "/relations/0 | columns | [null] | null",
        "`` | relations | null | relations has no table",
        "`` | relations | [] | relations has no table",
        "`` | relations | 7 | relations is 7, and should be a list",
        "`` | relations | [null] | relations[0] is null, and should be an object",
        "`` | takenAt | \"yesterday\" | takenAt is \"yesterday\", and should be a time such as",
        "`` | settings | {\"work_mem\":null} | null",
        "`` | settings | [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]] | is nested deeper than such a file ever is"
      })
  void whatHasAnotherFormIsSaidWithItsPlace(
      String holder, String field, String value, String sentence) {
    assertThatThrownBy(() -> with(holder == null ? "" : holder, field, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("planner.json ")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("java")
        .hasMessageNotContaining("`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blocks | -1 | is -1 times 25, and should be from 0 to 2147483647.",
        "pages | 4000000000 | is 4000000000 times 25, and should be from 0 to 2147483647.",
        "rows | -2 | is -2 times 25, and should be from -1 to 1000000000000000.",
        "rows | 1e300 | is 1.0E300 times 25, and should be from -1 to 1000000000000000.",
        "depth | 100000 | is 100000, and should be from 0 to 10."
      })
  void whatNoTableCanHaveIsSaidWithWhatMayBe(String field, String value, String sentence)
      throws Exception {
    Exported statistics = with(RELATION, field, value);
    String name =
        statistics.relations().get(0).schema() + "." + statistics.relations().get(0).name();
    assertThatThrownBy(() -> Laboratory.plans(database, statistics))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(field + " of " + name + " " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "work_mem | 8XB",
        "work_mem | -5",
        "random_page_cost | much",
        "enable_hashjoin | 8MB",
        "geqo | perhaps"
      })
  void aSettingThatTheServerRefusesIsAFaultOfTheFile(String name, String value) throws Exception {
    Exported statistics = with("", "settings", "{\"" + name + "\":\"" + value + "\"}");
    assertThatThrownBy(() -> Laboratory.plans(database, statistics))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "settings." + name + " is " + value + ", which the server refuses: ")
        .hasMessageNotContaining("ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"format\":1 | ends too early",
        "{\"format\":2,\"growth\":1,\"statements\":[]} | cannot be used: format is 2, and should be 1.",
        "{\"format\":1,\"growth\":-3,\"statements\":[]} | cannot be used: growth is -3.0, and should be from 1 to 10000.",
        "{\"format\":1,\"growth\":\"x\",\"statements\":[]} | growth is \"x\", and should be a number.",
        "{\"format\":1,\"growth\":1,\"statements\":{}} | statements is {}, and should be a list",
        "{\"format\":1,\"growth\":1,\"statements\":[null]} | statements[0] is null, and should be an object",
        "{\"format\":1,\"growth\":1,\"statements\":[{\"name\":\"a\",\"plan\":\"p\",\"cost\":-1}]} | statements[0].cost (a) is -1.0, and should be from 0 to 1e15.",
        "{\"format\":1,\"growth\":1,\"statements\":[{\"name\":\"a\",\"plan\":\"p\"}]} | statements[0].cost is missing, and should be a number.",
        "{\"format\":1,\"growth\":1,\"statements\":[{\"name\":\"a\",\"cost\":1}]} | statements[0] has no name or no plan",
        "{\"format\":1,\"growth\":1,\"more\":1} | more is not known; known is format, schema, server, statistics, growth, statements."
      })
  void aBaselineThatIsNoneIsSaidSo(String text, String sentence) throws Exception {
    Path baseline = Files.writeString(folder.resolve("plans.json"), text);
    Order order = new Order(Laboratory.STATISTICS, baseline, false, 1, Optional.empty());
    assertThatThrownBy(() -> new GateRun().run(order))
        .hasMessageStartingWith("The baseline " + baseline + " ")
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(" To write it anew from the plans of now: --accept")
        .hasMessageNotContaining("java");
  }

  @Test
  void theLaboratoryItselfIsFine() throws Exception {
    assertThat(with("", "settings", "{}").relations()).isNotEmpty();
  }
}
