package io.athanor.profiling.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf.Index;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateTest {

  private static Candidate of(String method, String keys, String include, String predicate) {
    return new Candidate(
        "public", "papers", method, keys(keys), list(include), predicate, 1, "because");
  }

  private static Candidate tree(String keys) {
    return of("btree", keys, "", null);
  }

  private static List<String> list(String texts) {
    return texts.isEmpty() ? List.of() : Stream.of(texts.split("; ", -1)).toList();
  }

  private static List<Candidate.Key> keys(String texts) {
    return list(texts).stream()
        .map(text -> new Candidate.Key(text, IndexKey.of(text).column()))
        .toList();
  }

  private static Index index(String method, String keys, String predicate) {
    return new Index(
        "public", "i", "", method, list(keys), List.of("z"), predicate, false, false, true, 0, 0);
  }

  @Test
  void aPlainOneHasAPlainName() {
    assertThat(tree("domain; year").definition())
        .isEqualTo(
            "CREATE INDEX idx_papers_domain_year ON public.papers USING btree (domain, year)");
    assertThat(of("gin", "data", "", null).name()).isEqualTo("idx_papers_data_gin");
  }

  @Test
  void whatANameCannotSayIsInItsHash() {
    List<Candidate> different =
        List.of(
            tree("year DESC"),
            tree("year NULLS FIRST"),
            tree("year text_pattern_ops"),
            of("btree", "year", "id", null),
            of("btree", "year", "", "a = 1"),
            of("btree", "year", "", "a = 2"),
            tree("lower(year)"),
            tree("\"Year\""),
            tree("year"));
    assertThat(different).extracting(Candidate::name).doesNotHaveDuplicates();
    assertThat(different)
        .extracting(Candidate::name)
        .allMatch(one -> one.startsWith("idx_papers_"));
    Candidate wide = tree("x".repeat(40) + "; " + "y".repeat(40));
    assertThat(wide.name()).hasSizeLessThanOrEqualTo(63).isEqualTo(wide.name());
  }

  @Test
  void namesAreQuotedWhereTheyMustBe() {
    Candidate odd =
        new Candidate(
            "My Schema",
            "Käse",
            "btree",
            List.of(new Candidate.Key("\"select\" DESC", "select")),
            List.of("Big", "small"),
            "(small > 1)",
            1,
            "");
    assertThat(odd.definition())
        .contains(" ON \"My Schema\".\"Käse\" USING btree (\"select\" DESC)")
        .endsWith(" INCLUDE (\"Big\", small) WHERE (small > 1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | a | true",
        "a; b | a; b; c | true",
        "a; b | a | false",
        "b | a; b | false",
        "a DESC | a | true",
        "a; b DESC | a; b | false",
        "a DESC; b | a; b DESC | true",
        "a DESC NULLS LAST | a NULLS FIRST | true",
        "a DESC NULLS LAST | a | false",
        "a text_pattern_ops | a | false",
        "a varchar_pattern_ops | a text_pattern_ops | true",
        "\"a\" | a | true",
        "lower((a)::text) | lower(a) | true",
        "(data ->> 'k'::text) | ((data ->> 'k'::text)) | true"
      })
  void anIndexServesForItsBeginning(String wanted, String there, boolean serves) {
    assertThat(tree(wanted).servedBy(index("btree", there, null))).isEqualTo(serves);
    assertThat(tree(there).makesSuperfluous(tree(wanted))).isEqualTo(serves);
  }

  @Test
  void aPartOfTheRowsServesOnlyTheSamePart() {
    Candidate part = of("btree", "a", "", "(state)::text = 'queued'::text");
    assertThat(part.servedBy(index("btree", "a", "(state = 'queued'::text)"))).isTrue();
    assertThat(part.servedBy(index("btree", "a", null))).isTrue();
    assertThat(part.servedBy(index("btree", "a", "(state = 'done'::text)"))).isFalse();
    assertThat(tree("a").servedBy(index("btree", "a", "(b IS NULL)"))).isFalse();
    assertThat(tree("a").makesSuperfluous(part)).isTrue();
    assertThat(part.makesSuperfluous(tree("a"))).isFalse();
  }

  @Test
  void whatIsCarriedAlongMustBeThere() {
    assertThat(of("btree", "a", "z", null).servedBy(index("btree", "a", null))).isTrue();
    assertThat(of("btree", "a", "y", null).servedBy(index("btree", "a", null))).isFalse();
    assertThat(of("btree", "a", "y", null).servedBy(index("btree", "a; y", null))).isTrue();
  }

  @Test
  void otherMethodsAreCompared() {
    assertThat(of("gin", "tags", "", null).servedBy(index("gin", "data; tags", null))).isTrue();
    assertThat(of("gin", "tags", "", null).servedBy(index("btree", "tags", null))).isFalse();
    assertThat(of("gin", "d jsonb_path_ops", "", null).servedBy(index("gin", "d", null))).isFalse();
    assertThat(of("hash", "a", "", null).servedBy(index("hash", "a", null))).isTrue();
  }

  @Test
  void anIndexThatIsNotValidServesNobody() {
    Index broken =
        new Index("s", "i", "", "btree", List.of("a"), List.of(), null, false, false, false, 0, 0);
    assertThat(tree("a").servedBy(broken)).isFalse();
  }

  @Test
  void tablesAreToldApart() {
    Candidate elsewhere =
        new Candidate("other", "papers", "btree", keys("a"), List.of(), null, 1, "");
    assertThat(elsewhere.makesSuperfluous(tree("a"))).isFalse();
  }
}
