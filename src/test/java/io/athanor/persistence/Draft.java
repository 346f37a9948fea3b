package io.athanor.persistence;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.contract.Bytes;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Planned;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A planned experiment in the making, with a default for everything. */
final class Draft {

  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final UUID id = IDS.generate();
  private String name = "trial";
  private String runtime = "python";
  private String program;
  private String programDigest;
  private Json parameters = Json.EMPTY;
  private int priority;
  private final String pool;
  private long memory = 64L << 20;
  private String tier;
  private String isolation;
  private String domain;
  private UUID session;
  private UUID hypothesis;
  private String type;
  private Map<String, String> tags = Map.of();
  private String fingerprint = digest(id.toString().getBytes(StandardCharsets.UTF_8));
  private boolean reuse;
  private Json requests;
  private List<UUID> dependsOn = List.of();
  private Instant notBefore;
  private String concurrencyKey;
  private Queue.Retry retry;

  private Draft(String pool) {
    this.pool = pool;
  }

  static Draft in(String pool) {
    return new Draft(pool);
  }

  /** So many for one pool. */
  static List<Planned> many(String pool, int count) {
    return Stream.generate(() -> in(pool).plan()).limit(count).toList();
  }

  static List<Planned> planned(Draft... drafts) {
    return Stream.of(drafts).map(Draft::plan).toList();
  }

  UUID id() {
    return id;
  }

  Draft name(String value) {
    name = value;
    return this;
  }

  Draft runtime(String value) {
    runtime = value;
    return this;
  }

  /** A small program that travels with the submission. */
  Draft program(String text) {
    program = text;
    programDigest = digest(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Draft programId(String digest) {
    programDigest = digest;
    return this;
  }

  Draft parameters(String json) {
    parameters = new Json(json);
    return this;
  }

  Draft priority(int value) {
    priority = value;
    return this;
  }

  Draft memory(long bytes) {
    memory = bytes;
    return this;
  }

  Draft tier(String value) {
    tier = value;
    return this;
  }

  Draft domain(String value) {
    domain = value;
    return this;
  }

  Draft session(UUID value) {
    session = value;
    return this;
  }

  Draft hypothesis(UUID value) {
    hypothesis = value;
    return this;
  }

  Draft type(String value) {
    type = value;
    return this;
  }

  Draft tags(Map<String, String> value) {
    tags = value;
    return this;
  }

  Draft fingerprint(String text) {
    fingerprint = digest(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Draft requests(String json) {
    requests = new Json(json);
    return this;
  }

  Draft reuse() {
    reuse = true;
    return this;
  }

  Draft after(UUID... experiments) {
    dependsOn = List.of(experiments);
    return this;
  }

  Draft notBefore(Instant value) {
    notBefore = value;
    return this;
  }

  Draft key(String value) {
    concurrencyKey = value;
    return this;
  }

  Draft together() {
    isolation = "group";
    return this;
  }

  Draft retry(Queue.Retry value) {
    retry = value;
    return this;
  }

  Planned plan() {
    return new Planned(
        id,
        name,
        runtime,
        programDigest,
        program == null ? null : new Bytes(program.getBytes(StandardCharsets.UTF_8)),
        List.of("--fast"),
        parameters,
        new Json("[]"),
        Map.of("LANG", "C"),
        7L,
        true,
        priority,
        pool,
        requests,
        new Limits(Duration.ofSeconds(30), Duration.ofSeconds(10), memory, 64, 1, 1, 1, 1, "none"),
        tier,
        isolation,
        domain,
        session,
        hypothesis,
        type,
        null,
        null,
        tags,
        fingerprint,
        reuse,
        null,
        new Queue.Schedule(dependsOn, notBefore, concurrencyKey, retry));
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
