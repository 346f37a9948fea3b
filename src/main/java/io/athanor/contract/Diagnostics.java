package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The conversation about the process of a node and the machine under it. Sizes are in MB or GB of
 * 1,024; what is not known, or has no limit, is null.
 */
public final class Diagnostics {

  /** How well a part is. */
  public enum Level {
    HEALTHY,
    WARNING,
    ERROR;

    /** As people and clients read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The node that is spoken of.
   *
   * @param database in words, without its password
   */
  public record Identity(
      String id, String version, String home, String database, List<String> roles) {
    /** Copies the list. */
    public Identity {
      roles = List.copyOf(roles);
    }
  }

  /** Asks for what was sampled last. Nothing is measured for the answer. */
  public record Look() {}

  /**
   * What was sampled last. A section that could not be read has the level ERROR, says why in {@code
   * error}, and harms no other.
   *
   * @param timestamp of the answer
   * @param sampledAt when the figures were read
   * @param reasons why the whole is not healthy, in words
   */
  public record SystemReport(
      Identity node,
      Instant timestamp,
      Instant sampledAt,
      Level status,
      List<String> reasons,
      Sections.Memory memory,
      Sections.Cpu cpu,
      Sections.Threads threads,
      Sections.FileDescriptors fileDescriptors,
      Sections.Network network,
      Sections.Disk disk,
      JvmSections.EventLoop eventLoop,
      JvmSections.WorkerPools workerPools,
      JvmSections.Gc gc,
      JvmSections.Classes classes,
      Sections.Limits limits,
      JvmSections.Jvm jvm,
      Sections.OwnProcess process) {
    /** Copies the list. */
    public SystemReport {
      reasons = List.copyOf(reasons);
    }
  }

  /** Asks for the level alone. */
  public record Summarize() {}

  /** The level of the whole and of each section. */
  public record Summary(Level status, Instant timestamp, Map<String, Level> sections) {
    /** Copies the map, in the order of the names. */
    public Summary {
      sections = java.util.Collections.unmodifiableMap(new TreeMap<>(sections));
    }
  }

  /** Ask for everything. */
  public static final RequestAddress<Look, SystemReport> SYSTEM =
      new RequestAddress<>(
          "diagnostics.system",
          Role.OPERATIONS,
          Look.class,
          SystemReport.class,
          RequestAddress.STORE);

  /** Ask for the level alone. */
  public static final RequestAddress<Summarize, Summary> SUMMARY =
      new RequestAddress<>(
          "diagnostics.summary",
          Role.OPERATIONS,
          Summarize.class,
          Summary.class,
          RequestAddress.STORE);

  private Diagnostics() {}
}
