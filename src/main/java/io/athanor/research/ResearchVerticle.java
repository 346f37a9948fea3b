package io.athanor.research;

import com.fasterxml.uuid.Generators;
import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Json;
import io.athanor.contract.Literature;
import io.athanor.contract.Literature.Score;
import io.athanor.contract.Literature.Scored;
import io.athanor.contract.Operations;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Create;
import io.athanor.contract.Research.Created;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Research.Update;
import io.athanor.contract.Role;
import io.athanor.contract.Specifications;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Serves the part of the conversation {@link Research} that has rules. */
public final class ResearchVerticle extends VerticleBase {

  private final NodeBus node;
  private final Clock clock = Clock.systemUTC();
  private final Supplier<UUID> ids = Generators.timeBasedEpochGenerator()::generate;
  private final RecordRules rules = new RecordRules(clock, ids);
  private Bus bus;

  /** Needs no configuration. */
  public ResearchVerticle(NodeBus node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.RESEARCH);
    SpecificationDesk specifications = new SpecificationDesk(bus, rules, ids);
    return Future.all(
        bus.serve(Research.CREATE, this::create),
        bus.serve(Research.UPDATE, this::update),
        bus.serve(Literature.SCORE, this::score),
        bus.serve(Specifications.START, specifications::start),
        bus.serve(Specifications.DECIDE, specifications::decide),
        bus.serve(
            Operations.ping(Role.RESEARCH),
            request -> Future.succeededFuture(new Operations.Pong(true, "answers"))));
  }

  private Future<Created> create(Create create) {
    try {
      List<Json> records = rules.create(create.kind(), create.records());
      return bus.request(
          Research.STORE,
          new Create(
              create.kind(),
              records,
              create.caller(),
              create.idempotencyKey(),
              create.requestDigest()));
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Scored> score(Score score) {
    return bus.request(Literature.FACTS, score)
        .map(facts -> DiscoveryScore.of(score.paperId(), facts, clock.instant()))
        .compose(scored -> bus.request(Literature.KEEP_SCORE, scored));
  }

  private Future<Stored> update(Update update) {
    try {
      Json changes = rules.change(update.kind(), update.id(), update.changes());
      return bus.request(
          Research.CHANGE,
          new Update(update.kind(), update.id(), update.version(), changes, update.caller()));
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
