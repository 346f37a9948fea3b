package io.athanor.persistence;

import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Changes.ListPage;
import io.athanor.contract.Changes.Look;
import io.athanor.contract.Changes.Page;
import io.athanor.contract.Changes.State;
import io.athanor.contract.Changes.Taken;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The ledger of changes of indexes. Who does not own a change changes nothing of it. */
final class ChangeStore {

  private static final String COLUMNS =
      """
      id, analysis, recommendation::text as recommendation, apply, revert, state, watch_seconds, started_at, built_at, ended_at, reason, notes, phase,
        progress, compared::text as compared,
        (select s.idx_scan from pg_stat_user_indexes s where s.schemaname = index_schema and s.indexrelname = index_name) as scans""";

  private static final Statement BEGIN =
      new Statement(
          "changes.begin",
          """
          insert into index_changes (id, analysis, recommendation, index_schema, index_name, apply, revert, state, owner, watch_seconds, before)
          values ($1, $2, $3::text::json, $4, $5, $6, $7, 'CHECKING', $8, $9, $10::text::json) on conflict do nothing returning id""");

  private static final Statement CHECKED =
      new Statement(
          "changes.checked",
          """
          update index_changes set state = 'BUILDING', revert = $3, notes = $4, touched_at = now()
          where id = $1 and owner = $2 and state = 'CHECKING' returning id""");

  private static final Statement TOUCH =
      new Statement(
          "changes.touch",
          """
          update index_changes c set touched_at = now(), phase = p.phase, progress = coalesce(p.progress, c.progress)
          from (select 1) one left join lateral (
            select s.phase, case when s.blocks_total > 0 then s.blocks_done::float8 / s.blocks_total
              when s.tuples_total > 0 then least(1, s.tuples_done::float8 / s.tuples_total) else 0 end as progress
            from pg_stat_progress_create_index s where s.datname = current_database()
              and s.pid in (select a.pid from pg_stat_activity a where a.application_name = 'athanor index') limit 1) p on true
          where c.id = $1 and c.owner = $2 and c.state in ('BUILDING', 'REVERTING') returning c.state""");

  private static final Statement BUILT =
      new Statement(
          "changes.built",
          """
          update index_changes set state = 'WATCHING', owner = null, built_at = now(), touched_at = now(), phase = null, progress = 1,
            notes = notes || $3::text[] where id = $1 and owner = $2 and state = 'BUILDING'""");

  private static final Statement END =
      new Statement(
          "changes.end",
          """
          update index_changes set state = $3, ended_at = now(), phase = null, reason = coalesce($4, reason)
          where id = $1 and owner = $2 and state = $5""");

  private static final Statement OVERLOOKED =
      new Statement(
          "changes.overlooked",
          """
          update index_changes set owner = $1, touched_at = now()
          where state in ('CHECKING', 'BUILDING', 'REVERTING') and touched_at < now() - interval '1 minute'
          returning\s"""
              + COLUMNS);

  private static final Statement TAKE =
      new Statement(
          "changes.take",
          """
          update index_changes set owner = $1, touched_at = now()
          where state = 'WATCHING' and (owner is null or owner = $1 or touched_at < now() - interval '1 minute')
          returning before::text as before, after::text as after, built_at + watch_seconds * interval '1 second' <= now() as over,\s"""
              + COLUMNS);

  private static final Statement LOOK =
      new Statement(
          "changes.look",
          """
          update index_changes set touched_at = now(), after = $3::text::json, compared = $4::text::json, reason = coalesce($5, reason),
            state = case $6 when 'KEEP' then 'KEPT' when 'REVERT' then 'REVERTING' else state end,
            ended_at = case $6 when 'KEEP' then now() end, owner = case $6 when 'REVERT' then $7::uuid else owner end
          where id = $1 and owner = $2 and state = 'WATCHING' returning\s"""
              + COLUMNS);

  private static final Statement REVERT =
      new Statement(
          "changes.revert",
          """
          update index_changes set state = 'REVERTING', owner = case state when 'BUILDING' then owner else $2 end, ended_at = null,
            touched_at = case state when 'BUILDING' then touched_at else now() end, reason = $3
          where id = $1 and state in ('BUILDING', 'WATCHING', 'KEPT') and not exists (select from index_changes o where o.id <> $1
            and o.state in ('CHECKING', 'BUILDING', 'WATCHING', 'REVERTING')) returning\s"""
              + COLUMNS);

  private static final Statement GET =
      new Statement("changes.get", "select " + COLUMNS + " from index_changes where id = $1");

  private static final Statement LIST =
      new Statement(
          "changes.list",
          "select "
              + COLUMNS
              + " from index_changes where id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) order by id desc limit $2");

  private final Database database;

  ChangeStore(Database database) {
    this.database = database;
  }

  /** Whether it was begun; otherwise another one goes on. */
  Future<Boolean> begin(
      UUID id,
      UUID owner,
      UUID analysis,
      Recommendation recommendation,
      IndexOrder order,
      long watchSeconds,
      List<Histogram> before) {
    Tuple values =
        Tuple.tuple(
            Arrays.asList(
                id,
                analysis,
                Json.encode(recommendation),
                order.schema(),
                order.name(),
                order.sql(),
                recommendation.revert(),
                owner,
                watchSeconds,
                Json.encode(before)));
    return database.run(BEGIN, values).map(rows -> rows.size() > 0);
  }

  Future<Boolean> checked(UUID id, UUID owner, ChangeChecks.Checked checked) {
    String[] notes = checked.notes().toArray(String[]::new);
    return database
        .run(CHECKED, Tuple.of(id, owner, checked.revert(), notes))
        .map(rows -> rows.size() > 0);
  }

  /** Says that work goes on, and hears whether it is to be taken back. */
  Future<Boolean> touch(UUID id, UUID owner) {
    return database
        .run(TOUCH, Tuple.of(id, owner))
        .map(rows -> rows.size() > 0 && rows.iterator().next().getString(0).equals("REVERTING"));
  }

  Future<?> built(UUID id, UUID owner, List<String> notes) {
    return database.run(BUILT, Tuple.of(id, owner, notes.toArray(String[]::new)));
  }

  /** Ends it, unless it is no more in the state that it was in. */
  Future<?> end(UUID id, UUID owner, State from, State to, String reason) {
    return database.run(END, Tuple.of(id, owner, to.name(), reason, from.name()));
  }

  /** The change that has lost its node; it belongs to this one now. */
  Future<Optional<Change>> overlooked(UUID owner) {
    return database.run(OVERLOOKED, Tuple.of(owner)).map(ChangeRows::first);
  }

  Future<Taken> take(UUID watcher) {
    return database
        .run(TAKE, Tuple.of(watcher))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new Taken(null, List.of(), List.of(), false);
              }
              Row row = rows.iterator().next();
              return new Taken(
                  ChangeRows.change(row),
                  ChangeRows.list(row.getString("before"), Histogram[].class),
                  ChangeRows.list(row.getString("after"), Histogram[].class),
                  row.getBoolean("over"));
            });
  }

  Future<Optional<Change>> look(Look look, UUID owner) {
    Tuple values =
        Tuple.tuple(
            Arrays.asList(
                look.id(),
                look.watcher(),
                Json.encode(look.after()),
                Json.encode(look.statements()),
                look.reason(),
                look.verdict().name(),
                owner));
    return database.run(LOOK, values).map(ChangeRows::first);
  }

  Future<Optional<Change>> revert(UUID id, UUID owner, String reason) {
    return database.run(REVERT, Tuple.of(id, owner, reason)).map(ChangeRows::first);
  }

  Future<Change> get(UUID id) {
    return database
        .run(GET, Tuple.of(id))
        .map(
            rows ->
                ChangeRows.first(rows)
                    .orElseThrow(
                        () ->
                            new RefusedException(
                                new Refusal(
                                    Failure.NOT_FOUND,
                                    "no-change",
                                    "There is no such change.",
                                    "GET /admin/database/changes (athanor db changes) lists the changes.",
                                    null))));
  }

  Future<Page> list(ListPage page) {
    UUID after = page.cursor() == null ? null : Cursors.id(page.cursor());
    return database
        .run(LIST, Tuple.of(after, page.limit() + 1))
        .map(
            rows -> {
              List<Change> all = new ArrayList<>();
              rows.forEach(row -> all.add(ChangeRows.change(row)));
              if (all.size() <= page.limit()) {
                return new Page(all, null);
              }
              List<Change> shown = all.subList(0, page.limit());
              return new Page(shown, Cursors.of(shown.get(shown.size() - 1).id()));
            });
  }
}
