package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Disk;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The disk under the node's home. What counts is what is free, not its share: 5 % of a large disk
 * are plenty. The numbers are those of {@code athanor doctor}.
 */
final class DiskSection implements Section<Disk> {

  private static final double COMFORTABLE_GB = 2;
  private static final double LEAST_GB = 0.5;

  private final Path home;

  DiskSection(Path home) {
    this.home = home;
  }

  @Override
  public Disk read() throws IOException {
    FileStore store = Files.getFileStore(home);
    long total = store.getTotalSpace();
    long used = total - store.getUnallocatedSpace();
    double free = Figures.gb(store.getUsableSpace());
    String words = String.format(Locale.ROOT, "%.1f GB are free under %s", free, home);
    Judgement judged =
        new Judgement()
            .when(free < COMFORTABLE_GB && free >= LEAST_GB, Level.WARNING, words)
            .when(free < LEAST_GB, Level.ERROR, words);
    return new Disk(
        judged.level(),
        null,
        judged.reasons(),
        home.toString(),
        Figures.gb(total),
        Figures.gb(used),
        free,
        Figures.percent(used, used + store.getUsableSpace()));
  }

  @Override
  public Disk failed(String error) {
    return new Disk(Level.ERROR, error, List.of(), home.toString(), null, null, null, null);
  }
}
