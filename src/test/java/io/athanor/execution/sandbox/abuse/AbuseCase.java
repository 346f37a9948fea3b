package io.athanor.execution.sandbox.abuse;

import io.athanor.execution.sandbox.Tier;
import java.util.EnumMap;
import java.util.Map;

/**
 * One hostile program or a few of one kind.
 *
 * @param number stable, for talking about it
 * @param name what is tried
 * @param expected what has to become of it, in words
 * @param differently the same at a tier where it is not as elsewhere
 * @param quick whether it is one of the few that every run of the tests makes
 * @param attack does it and checks what can be seen from outside
 */
record AbuseCase(
    int number,
    String name,
    String expected,
    Map<Tier, String> differently,
    boolean quick,
    Attack attack) {

  /** What is done. */
  @FunctionalInterface
  interface Attack {

    /**
     * What was seen, in words.
     *
     * @throws AssertionError when it is not as expected
     */
    String on(Target target) throws Exception;
  }

  /** Copies the words. */
  AbuseCase {
    differently = Map.copyOf(differently);
  }

  static AbuseCase of(int number, String name, String expected, Attack attack) {
    return new AbuseCase(number, name, expected, Map.of(), false, attack);
  }

  /** The same, made by every run of the tests. */
  AbuseCase quickly() {
    return new AbuseCase(number, name, expected, differently, true, attack);
  }

  /** The same, with another expectation at one tier. */
  AbuseCase at(Tier tier, String words) {
    Map<Tier, String> all = new EnumMap<>(Tier.class);
    all.putAll(differently);
    all.put(tier, words);
    return new AbuseCase(number, name, expected, all, quick, attack);
  }

  String expectedAt(Tier tier) {
    return differently.getOrDefault(tier, expected);
  }
}
