package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.FileDescriptors;
import java.io.IOException;
import java.util.List;

/** File descriptors; where there is no limit there is nothing to warn of. */
final class DescriptorSection implements Section<FileDescriptors> {

  private static final double WARNING = 80;
  private static final double ERROR = 95;

  private final ProcFiles proc;

  DescriptorSection(ProcFiles proc) {
    this.proc = proc;
  }

  @Override
  public FileDescriptors read() throws IOException {
    long open = proc.openCount();
    Long[] limits = proc.openFiles();
    Double used = limits[0] == null ? null : Figures.percent(open, limits[0]);
    Judgement judged =
        new Judgement()
            .over(
                used, WARNING, ERROR, "%.0f %% of the file descriptors that it may have are open");
    return new FileDescriptors(
        judged.level(), null, judged.reasons(), open, limits[0], limits[1], used);
  }

  @Override
  public FileDescriptors failed(String error) {
    return new FileDescriptors(Level.ERROR, error, List.of(), null, null, null, null);
  }
}
