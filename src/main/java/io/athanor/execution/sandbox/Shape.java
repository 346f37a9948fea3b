package io.athanor.execution.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What has to be known before a sandbox can start; everything else comes with its job.
 *
 * @param disk bytes below the working directory; it lives in memory and counts as such
 * @param group whose jobs it takes one after the other, or null for one job only
 * @param mounts files of the node that can be read below {@code inputs/}, by their name there
 * @param preload Python modules that are loaded before its job comes
 * @param ahead the interpreter that is started before its job comes, or null; another job is served
 *     all the same
 */
public record Shape(
    long disk, String group, Map<String, Path> mounts, List<String> preload, Ahead ahead) {

  /** Below the working directory; what is in it cannot be changed. */
  static final String INPUTS = "inputs/";

  /** Rejects what cannot be mounted. */
  public Shape {
    if (disk < 4096) {
      throw new IllegalArgumentException("disk must be at least 4096 bytes");
    }
    mounts = Map.copyOf(mounts);
    preload = List.copyOf(preload);
  }

  /** Without files of the node. */
  public Shape(long disk, String group) {
    this(disk, group, Map.of(), List.of(), null);
  }

  /** For one job. */
  public Shape(long disk) {
    this(disk, null);
  }

  /**
   * What this job needs.
   *
   * @param mounted whether files of the node can be mounted here; else they are copied
   * @param preload modules that may be loaded before the job comes, where its program imports them
   */
  public static Shape of(Job job, long disk, boolean mounted, List<String> preload) {
    Map<String, Path> mounts = new TreeMap<>();
    job.inputs()
        .forEach(
            (name, source) -> {
              if (mounted && name.startsWith(INPUTS) && source instanceof StoredInput stored) {
                mounts.put(name.substring(INPUTS.length()), stored.file());
              }
            });
    return new Shape(disk, job.group(), mounts, Imports.of(job, preload), Ahead.of(job));
  }

  /** The same where nothing has to be started before its job comes. */
  public Shape withoutAhead() {
    return new Shape(disk, group, mounts, preload, null);
  }

  /** Whether a sandbox of this shape can take a job that needs the other. */
  public boolean serves(Shape other) {
    return disk == other.disk
        && Objects.equals(group, other.group)
        && mounts.equals(other.mounts)
        && (group != null || preload.containsAll(other.preload));
  }

  /** Whether a sandbox already has this input. */
  boolean has(String name, InputSource source) {
    return name.startsWith(INPUTS)
        && source instanceof StoredInput stored
        && stored.file().equals(mounts.get(name.substring(INPUTS.length())));
  }

  /** Whether its files are still there: the node may have needed their room. */
  public boolean isPresent() {
    return mounts.values().stream().allMatch(Files::exists);
  }
}
