package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a program noted of each thing that it tried: the error, or that it works. */
record Probes(Map<String, Object> all) {

  private static final String WORKS = "works";

  /** Copies them. */
  Probes {
    all = new LinkedHashMap<>(all);
  }

  static Probes of(Run run) throws JsonProcessingException {
    Target.ended(run, Verdict.SUCCEEDED);
    return new Probes(
        new ObjectMapper().readValue(run.report().result(), new TypeReference<>() {}));
  }

  /** All of them refused but those that may work. */
  Probes refusedBut(String... accepted) {
    assertThat(working()).as(all.toString()).isSubsetOf(Set.of(accepted));
    return this;
  }

  Probes with(String name, Object value) {
    assertThat(all.get(name)).as(name + " in " + all).isEqualTo(value);
    return this;
  }

  private List<String> working() {
    return all.entrySet().stream()
        .filter(one -> WORKS.equals(one.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many were refused and how, and each that is something else. */
  String words() {
    Map<Object, Integer> errors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          if (value instanceof String text && text.matches("E[A-Z0-9]+|refused|exit [0-9]+")) {
            errors.merge(value, 1, Integer::sum);
          } else {
            others.add(name + " " + value);
          }
        });
    List<String> words = new ArrayList<>();
    errors.forEach((error, count) -> words.add(count + " " + error));
    words.addAll(others);
    return String.join(", ", words);
  }
}
