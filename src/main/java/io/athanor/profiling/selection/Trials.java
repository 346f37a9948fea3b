package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.vertx.core.Future;
import java.util.List;

/** Says what statements would cost with other indexes. */
interface Trials {

  /** What came of each trial, in their order; with the plans where they are wanted. */
  Future<List<Tried>> ask(List<String> statements, List<Trial> trials, boolean withPlans);
}
