package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportsTest {

  private static List<String> found(ProgramRuntime runtime, String source, Long seed) {
    Job job = Bench.job(runtime, source, List.of(), "{}", seed, Bench.LIMITS, Map.of());
    return Imports.of(job, List.of("numpy", "math"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import numpy",
        "import numpy as np",
        "x = 1\n  import numpy.linalg",
        "from numpy import array",
        "from numpy.random import rand",
        "import os, sys as s, numpy"
      })
  void anImportIsSeen(String source) {
    assertThat(found(ProgramRuntime.PYTHON, source, null)).containsExactly("numpy");
    assertThat(found(ProgramRuntime.PYTHON, source, 1L))
        .as("another interpreter runs it")
        .isEmpty();
    assertThat(found(ProgramRuntime.BASH, source, null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "numpy",
        "# import numpy",
        "import numpyro",
        "from mynumpy import x",
        "important numpy"
      })
  void nothingElseIs(String source) {
    assertThat(found(ProgramRuntime.PYTHON, source, null)).isEmpty();
  }
}
