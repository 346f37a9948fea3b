package io.athanor.research;

import io.athanor.bus.Bus;
import io.athanor.bus.Wire;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Created;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Specifications;
import io.athanor.contract.Specifications.Decide;
import io.athanor.contract.Specifications.Job;
import io.athanor.contract.Specifications.Start;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** When a specification may begin, and what a decision must look like. */
final class SpecificationDesk {

  /** Without these a design is not complete. */
  private static final List<String> DOCUMENTS =
      List.of("prd", "design_system", "ux_flow", "screen_specs");

  private final Bus bus;
  private final RecordRules rules;
  private final Supplier<UUID> ids;

  SpecificationDesk(Bus bus, RecordRules rules, Supplier<UUID> ids) {
    this.bus = bus;
    this.rules = rules;
    this.ids = ids;
  }

  Future<Created> start(Start start) {
    return bus.request(
            Specifications.JOB, new Specifications.GetJob(start.designJobId(), start.caller()))
        .compose(job -> begin(start, job));
  }

  private Future<Created> begin(Start start, Job job) {
    List<FieldError> faults = new ArrayList<>();
    if (!job.projectId().equals(start.projectId().toString())) {
      faults.add(new FieldError("designJobId", "belongs to another project"));
    }
    if (!job.status().equals("completed")) {
      faults.add(new FieldError("designJobId", "is " + job.status() + ", not completed"));
    }
    List<String> missing = new ArrayList<>(DOCUMENTS);
    missing.removeAll(job.documents());
    if (!missing.isEmpty()) {
      faults.add(new FieldError("designJobId", "has no document " + String.join(", ", missing)));
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.UNPROCESSABLE,
                  "design-not-ready",
                  "The design cannot be specified yet.",
                  "Let the design agent complete it, then begin again.",
                  faults)));
    }
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("projectId", start.projectId());
    session.put("designJobId", start.designJobId());
    session.put("userId", start.userId());
    session.put("status", "in_progress");
    session.put("currentStage", "loading_design_docs");
    List<Json> records = rules.create(Kind.SPEC_SESSION, List.of(new Json(Wire.encode(session))));
    return bus.request(
        Research.STORE,
        new Research.Create(
            Kind.SPEC_SESSION,
            records,
            start.caller(),
            start.idempotencyKey(),
            start.requestDigest()));
  }

  Future<Stored> decide(Decide decide) {
    Map<String, Object> decision = new LinkedHashMap<>();
    decision.put("specSessionId", decide.sessionId());
    decision.put("technologyCategory", decide.category());
    decision.put("selectedTechnology", decide.technology() == null ? "" : decide.technology());
    decision.put("selectionReasoning", decide.reasoning());
    try {
      rules.create(Kind.DECISION, List.of(new Json(Wire.encode(decision))));
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
    return bus.request(
        Specifications.KEEP_DECISION,
        new Decide(
            ids.get(),
            decide.sessionId(),
            decide.category(),
            decide.technology(),
            decide.reasoning(),
            decide.caller()));
  }
}
