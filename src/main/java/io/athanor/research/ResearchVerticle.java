package io.athanor.research;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Operations;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;

/** Serves the part of the conversation {@link Research} that has rules. */
public final class ResearchVerticle extends VerticleBase {

  private final NodeBus node;
  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private Bus bus;

  /** Needs no configuration. */
  public ResearchVerticle(NodeBus node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.RESEARCH);
    return Future.all(
        bus.serve(Research.OPEN_SESSION, this::open),
        bus.serve(
            Operations.ping(Role.RESEARCH),
            request -> Future.succeededFuture(new Operations.Pong(true, "answers"))));
  }

  private Future<Document> open(Research.OpenSession session) {
    Optional<Refusal> refusal = SessionRules.check(session);
    if (refusal.isPresent()) {
      return Future.failedFuture(new RefusedException(refusal.get()));
    }
    return bus.request(Research.STORE_SESSION, new Research.StoreSession(ids.generate(), session));
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
