package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Literature;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.contract.Research;
import io.athanor.contract.Specifications;
import io.athanor.contract.State;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which store answers which address, and what is announced after it has committed. */
final class ServedAddresses {

  private final Bus bus;
  private final Database database;
  private final Announcements announcements;
  private final WaitingRelease waiting;
  private final CapStore caps;
  private final ProgramProfiles profiles;
  private final int maxLost;

  ServedAddresses(
      Bus bus,
      Database database,
      Announcements announcements,
      WaitingRelease waiting,
      CapStore caps,
      ProgramProfiles profiles,
      int maxLost) {
    this.bus = bus;
    this.database = database;
    this.announcements = announcements;
    this.waiting = waiting;
    this.caps = caps;
    this.profiles = profiles;
    this.maxLost = maxLost;
  }

  /** Completes when all of them can be reached. */
  Future<?> serve(NodeStore nodes, Outbox outbox, CancelStore cancels) {
    return Future.all(
        List.of(
            serveExperiments(outbox, cancels),
            serveAttempts(),
            serveQueue(),
            new ServedBatches(bus, database).serve(),
            serveNodes(nodes),
            serveContents(),
            serveResearch(),
            new DatabaseFigures(database).serve(bus),
            serveLiterature(),
            serveSpecifications()));
  }

  private Future<?> serveExperiments(Outbox outbox, CancelStore cancels) {
    ExperimentReader reader = new ExperimentReader(database);
    ExperimentList list = new ExperimentList(database);
    OutputStore output = new OutputStore(database);
    return Future.all(
        List.of(
            bus.serve(Experiments.GET, reader::get),
            bus.serve(Experiments.LIST, list::list),
            bus.serve(Experiments.ARTIFACT, reader::findArtifact),
            bus.serve(Experiments.QUEUE, reader::queue),
            bus.serve(Experiments.OUTPUT, output::read),
            bus.serve(Experiments.CHANGES, outbox::read),
            bus.serve(
                Experiments.CANCEL,
                cancel ->
                    cancels
                        .cancel(cancel)
                        .onSuccess(state -> announce(cancel, state))
                        .map(state -> new Experiments.CancelAnswer(cancel.id(), state)))));
  }

  private void announce(Experiments.Cancel cancel, State state) {
    if (state == State.RUNNING) {
      announcements.cancelRequested(cancel.id());
    } else {
      announcements.ended(List.of(cancel.id()));
    }
  }

  private Future<?> serveAttempts() {
    ExperimentStore experiments = new ExperimentStore(database, profiles);
    ClaimStore claims = new ClaimStore(database, new Fronts(System::nanoTime));
    CommitStore commits = new CommitStore(database, maxLost);
    OutputStore output = new OutputStore(database);
    return Future.all(
        List.of(
            bus.serve(
                Queue.INSERT,
                insert -> experiments.insert(insert).onSuccess(stored -> announce(insert))),
            bus.serve(
                Attempts.CLAIM,
                claim ->
                    claims
                        .claim(claim)
                        .onSuccess(
                            claimed ->
                                announcements.changed(
                                    claimed.work().stream()
                                        .map(Attempts.Work::experimentId)
                                        .toList()))),
            bus.serve(
                Attempts.COMMIT,
                commit ->
                    commits
                        .commit(commit)
                        .onSuccess(announcements::settled)
                        .onSuccess(settled -> profiles.ended(commit.outcomes()))
                        .map(CommitStore.Settled::committed)),
            bus.serve(Attempts.GIVE_BACK, back -> giveBack(claims, back)),
            bus.serve(
                Attempts.APPEND_OUTPUT,
                append ->
                    output
                        .append(append)
                        .onSuccess(stored -> announcements.outputGrew(append.experimentId())))));
  }

  private Future<Attempts.GivenBack> giveBack(ClaimStore claims, Attempts.GiveBack back) {
    return claims
        .giveBack(back)
        .onSuccess(announcements::released)
        .map(released -> new Attempts.GivenBack(released.experiments().size()));
  }

  private void announce(Queue.Insert insert) {
    Map<String, Integer> pools = new LinkedHashMap<>();
    insert.experiments().forEach(one -> pools.merge(one.pool(), one.priority(), Math::max));
    pools.forEach(announcements::ready);
    waiting.submitted(insert.experiments());
  }

  private Future<?> serveQueue() {
    return Future.all(
        bus.serve(
            Queue.SET_POOL,
            set ->
                caps.setPool(set)
                    .onSuccess(done -> announcements.ready(Set.of(set.name())))
                    .map(done -> new Queue.Pool(set.name(), set.paused()))),
        bus.serve(Queue.SET_CAP, caps::set),
        bus.serve(Queue.LIST_CAPS, caps::list));
  }

  private Future<?> serveNodes(NodeStore nodes) {
    return Future.all(
        List.of(
            bus.serve(
                Nodes.JOIN,
                join ->
                    nodes
                        .join(join)
                        .onSuccess(arrival -> announcements.released(arrival.released()))
                        .map(NodeStore.Arrival::joined)),
            bus.serve(
                Nodes.RENEW,
                renew ->
                    nodes
                        .renew(renew)
                        .onSuccess(renewal -> announcements.released(renewal.released()))
                        .map(NodeStore.Renewal::renewed)),
            bus.serve(
                Nodes.LEAVE,
                leave ->
                    nodes
                        .leave(leave)
                        .onSuccess(departure -> announcements.released(departure.released()))
                        .map(NodeStore.Departure::left)),
            bus.serve(Nodes.LIST, list -> nodes.list())));
  }

  private Future<?> serveContents() {
    ContentStore contents = new ContentStore(database);
    return Future.all(
        List.of(
            bus.serve(Contents.PUT, contents::put),
            bus.serve(Contents.GET, contents::get),
            bus.serve(Contents.MISSING, contents::missing)));
  }

  private Future<?> serveSpecifications() {
    DesignStore designs = new DesignStore(database);
    SpecificationStore specifications = new SpecificationStore(database);
    return Future.all(
        List.of(
            bus.serve(Specifications.JOB, designs::get),
            bus.serve(Specifications.JOBS, designs::list),
            bus.serve(Specifications.STATUS, specifications::status),
            bus.serve(Specifications.KEEP_DECISION, specifications::decide),
            bus.serve(Specifications.TRD, specifications::trd)));
  }

  private Future<?> serveLiterature() {
    LiteratureStore graph = new LiteratureStore(database);
    DiscoveryStore discoveries = new DiscoveryStore(database);
    ScoreStore scores = new ScoreStore(database);
    return Future.all(
        List.of(
            bus.serve(Literature.TIMELINE, graph::timeline),
            bus.serve(Literature.CITATIONS, graph::citations),
            bus.serve(Literature.RELATED_TOPICS, graph::relatedTopics),
            bus.serve(Literature.SIMILAR, graph::similar),
            bus.serve(Literature.WALK, graph::walk),
            bus.serve(Literature.DISCOVERIES, discoveries::discoveries),
            bus.serve(Literature.RECENT, discoveries::recent),
            bus.serve(Literature.TRENDING, discoveries::trending),
            bus.serve(Literature.FACTS, scores::facts),
            bus.serve(Literature.KEEP_SCORE, scores::keep),
            bus.serve(Literature.GET_SCORE, scores::get)));
  }

  private Future<?> serveResearch() {
    RecordStore records = new RecordStore(database);
    RecordList list = new RecordList(database);
    CountStore counts = new CountStore(database);
    ConversationStore conversations = new ConversationStore(database);
    return Future.all(
        List.of(
            bus.serve(Research.STORE, records::create),
            bus.serve(
                Research.CHANGE,
                update ->
                    records
                        .change(update)
                        .onSuccess(stored -> announcements.changed(update.kind(), update.id()))),
            bus.serve(
                Research.DELETE,
                delete ->
                    records
                        .delete(delete)
                        .onSuccess(gone -> announcements.changed(delete.kind(), delete.id()))),
            bus.serve(Research.DELETE_EXPERIMENT, new DeleteStore(database)::delete),
            bus.serve(Research.COUNTS, counts::counts),
            bus.serve(Research.GET, records::get),
            bus.serve(Research.LIST, list::list),
            bus.serve(Research.PURGE, conversations::purge),
            bus.serve(Research.ACTIVITY, conversations::activity)));
  }
}
