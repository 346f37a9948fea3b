package io.athanor.violations.contract;

final class ContractWithAClass {

  static final class Changing {}

  interface Open {}

  sealed interface HarmlessChoice {}

  record HarmlessPart() implements HarmlessChoice {}

  enum HarmlessWord {
    YES
  }

  private ContractWithAClass() {}
}
