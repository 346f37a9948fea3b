package io.athanor.bench;

import java.util.List;

/**
 * Another job queue at the settings at which it was the fastest, in a process of its own.
 *
 * @param java whether it runs on Java, else on Node.js
 * @param program the class or the script
 * @param settings in words
 * @param jobs in each round: fewer for a slow one, so that a round takes seconds
 */
record Peer(
    String name, boolean java, String program, List<String> arguments, String settings, int jobs) {

  static final List<Peer> ALL =
      List.of(
          new Peer(
              "db-scheduler 16.12",
              true,
              "peers.DbSchedulerPeer",
              List.of("20", "4.0", "20.0"),
              "lock-and-fetch, 20 threads, limits 4 and 20",
              10_000),
          new Peer("JobRunr 8.7", true, "peers.JobRunrPeer", List.of("10"), "10 workers", 2_000),
          new Peer(
              "pg-boss 12.30",
              false,
              "pgboss.mjs",
              List.of("2", "500"),
              "fetch and complete, batches of 500, 2 loops",
              20_000),
          new Peer(
              "pg-boss 12.30",
              false,
              "pgboss.mjs",
              List.of("2", "500", "results"),
              "the same, and the results of a batch stored with its completion",
              20_000),
          new Peer(
              "pg-boss 12.30",
              false,
              "pgboss.mjs",
              List.of("4", "50"),
              "fetch and complete, batches of 50, 4 loops",
              20_000),
          new Peer(
              "graphile-worker 0.18",
              false,
              "graphile.mjs",
              List.of("24", "500", "0"),
              "local queue 500, completion delay 0, concurrency 24",
              20_000),
          new Peer(
              "graphile-worker 0.18",
              false,
              "graphile.mjs",
              List.of("24", "500", "0", "results"),
              "the same, and its result stored by each job",
              20_000),
          new Peer(
              "graphile-worker 0.18",
              false,
              "graphile.mjs",
              List.of("10", "11", "250"),
              "local queue 11, completion delay 250 ms, concurrency 10",
              20_000));
}
