package io.athanor.profiling.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.contract.WhatIf.Writes;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which indexes are advised to be dropped, and after how long. */
class DropProofTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final Duration MINUTES = Duration.ofMinutes(2);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MONTHS = Duration.ofDays(60);

  private final List<Index> indexes = new ArrayList<>();
  private final List<List<String>> foreignKeys = new ArrayList<>();
  private final List<Subject> subjects = new ArrayList<>();
  private double costWithout = 10;
  private DropProof proof;

  private Index index(String name, long scans, String... keys) {
    Index index =
        new Index(
            "public",
            name,
            "CREATE INDEX " + name,
            "btree",
            List.of(keys),
            List.of(),
            null,
            false,
            false,
            true,
            8192,
            scans);
    indexes.add(index);
    return index;
  }

  private void uses(String name) {
    subjects.add(new Subject("s", "s", 1, null, 10, Set.of("public.t"), Set.of(name), Set.of()));
  }

  /** The names of those that are found, when executions and reads are counted for so long. */
  private List<String> found(Duration executions, Duration reads) {
    Table table =
        new Table(
            "public",
            "t",
            1e6,
            1 << 20,
            false,
            new Writes(0, 0, 0, 0),
            List.of(),
            indexes,
            foreignKeys);
    Trials planner =
        (statements, trials, plans) ->
            Future.succeededFuture(
                trials.stream()
                    .map(
                        trial ->
                            new Tried(
                                List.of(),
                                trial.statements().stream()
                                    .map(one -> new Planned(costWithout, List.of(), null, null))
                                    .toList()))
                    .toList());
    proof =
        new DropProof(
            planner,
            new Described(18, null, null, List.of(table), Map.of()),
            subjects,
            new Observation(
                executions == null ? null : NOW.minus(executions),
                reads == null ? null : NOW.minus(reads),
                NOW),
            false);
    assertThat(proof.find().succeeded()).isTrue();
    return proof.found().keySet().stream().map(Index::name).toList();
  }

  private String kept(Index index) {
    return proof.kept().get(index);
  }

  @Test
  void aNodeOfTwoMinutesDropsNothing() {
    Index alone = index("alone", 0, "a");
    Index narrow = index("narrow", 0, "b");
    index("wide", 3, "b", "c");
    Index used = index("used", 9, "d");
    index("more", 3, "d", "e");
    uses("used");
    assertThat(found(MINUTES, MINUTES)).isEmpty();
    assertThat(kept(alone))
        .isEqualTo(
            "nothing has read it, but that was observed for 2 minutes only and is to be observed for 35 days");
    assertThat(kept(narrow))
        .startsWith("wide does the same, and nothing has read it, but")
        .endsWith("observed for 2 minutes only and is to be observed for 1 day");
    assertThat(kept(used)).startsWith("more may do the same, but that was observed for 2 minutes");
  }

  @Test
  void afterADayGoesWhatAnotherIndexServesAsWell() {
    index("alone", 0, "a");
    Index narrow = index("narrow", 0, "b");
    index("wide", 3, "b", "c");
    Index used = index("used", 9, "d");
    index("more", 3, "d", "e");
    uses("used");
    assertThat(found(WEEK, WEEK)).containsExactly("narrow", "used");
    assertThat(proof.found().get(narrow))
        .isEqualTo("wide does the same, and nothing has read it since 2026-11-24T10:00:00Z");
    assertThat(proof.found().get(used)).endsWith("no statement would be slower");
    costWithout = 11;
    assertThat(found(WEEK, WEEK)).as("a statement would be slower").containsExactly("narrow");
  }

  /** The node may be young and the server old, or the other way round. */
  @Test
  void theShorterTimeCountsWhereStatementsWouldHaveToTell() {
    index("used", 9, "d");
    index("more", 3, "d", "e");
    uses("used");
    assertThat(found(MINUTES, MONTHS)).isEmpty();
    assertThat(found(MONTHS, MINUTES)).isEmpty();
    assertThat(found(MONTHS, null)).isEmpty();
    assertThat(found(null, MONTHS)).as("statements that were given are not all").isEmpty();
    assertThat(found(WEEK, MONTHS)).containsExactly("used");
  }

  @Test
  void whatNothingServesGoesAfterFiveWeeksWithoutARead() {
    Index alone = index("alone", 0, "a");
    Index read = index("read", 1, "b");
    assertThat(found(MINUTES, WEEK)).isEmpty();
    assertThat(kept(alone)).contains("observed for 7 days only");
    assertThat(found(MINUTES, MONTHS)).containsExactly("alone");
    assertThat(kept(read)).isEqualTo("no known statement uses it, but something has read it");
    assertThat(found(MINUTES, null)).isEmpty();
  }

  @Test
  void whatIsTheSameOrNotValidNeedsNoObservation() {
    index("one", 5, "a");
    index("two", 5, "a");
    uses("one");
    assertThat(found(MINUTES, MINUTES)).containsExactly("one");
    assertThat(proof.found().values()).containsExactly("two is the same");
  }

  @Test
  void whatAForeignKeyNeedsStays() {
    index("alone", 0, "a");
    foreignKeys.add(List.of("a"));
    assertThat(found(MONTHS, MONTHS)).isEmpty();
  }
}
