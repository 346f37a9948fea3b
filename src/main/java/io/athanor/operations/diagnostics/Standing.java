package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.SystemReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a section is, whichever it is.
 *
 * @param words why it is not healthy
 */
record Standing(Level level, List<String> words) {

  private static Standing of(Level level, String error, List<String> reasons) {
    return new Standing(level, error == null ? reasons : List.of("cannot be read: " + error));
  }

  /** All sections by their names in the document. */
  static Map<String, Standing> of(SystemReport all) {
    Map<String, Standing> by = new LinkedHashMap<>();
    by.put("memory", of(all.memory().status(), all.memory().error(), all.memory().reasons()));
    by.put("cpu", of(all.cpu().status(), all.cpu().error(), all.cpu().reasons()));
    by.put("threads", of(all.threads().status(), all.threads().error(), all.threads().reasons()));
    by.put(
        "fileDescriptors",
        of(
            all.fileDescriptors().status(),
            all.fileDescriptors().error(),
            all.fileDescriptors().reasons()));
    by.put("network", of(all.network().status(), all.network().error(), all.network().reasons()));
    by.put("disk", of(all.disk().status(), all.disk().error(), all.disk().reasons()));
    by.put(
        "eventLoop",
        of(all.eventLoop().status(), all.eventLoop().error(), all.eventLoop().reasons()));
    by.put(
        "workerPools",
        of(all.workerPools().status(), all.workerPools().error(), all.workerPools().reasons()));
    by.put("gc", of(all.gc().status(), all.gc().error(), all.gc().reasons()));
    by.put("classes", of(all.classes().status(), all.classes().error(), all.classes().reasons()));
    by.put("limits", of(all.limits().status(), all.limits().error(), all.limits().reasons()));
    by.put("jvm", of(all.jvm().status(), all.jvm().error(), all.jvm().reasons()));
    by.put("process", of(all.process().status(), all.process().error(), all.process().reasons()));
    return by;
  }

  /** The same figures under another judgement. */
  static SystemReport with(SystemReport all, Instant now, Level level, List<String> reasons) {
    return new SystemReport(
        all.node(),
        now,
        all.sampledAt(),
        level,
        reasons,
        all.memory(),
        all.cpu(),
        all.threads(),
        all.fileDescriptors(),
        all.network(),
        all.disk(),
        all.eventLoop(),
        all.workerPools(),
        all.gc(),
        all.classes(),
        all.limits(),
        all.jvm(),
        all.process());
  }
}
