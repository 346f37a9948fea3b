package io.athanor.violations.contract;

import io.athanor.violations.bus.UsesInternals;

record ContractThatSeesTheBus(UsesInternals bus) {}
