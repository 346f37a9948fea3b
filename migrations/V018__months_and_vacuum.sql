-- Old months leave the tables that grow for ever, and every table whose rows come and go is vacuumed in time.

-- What is detached says so here: its experiments keep their specification and their outcome, and have no attempts, results, metrics,
-- artefacts and output any more. A new experiment is not answered by one of them, and the check of the invariants misses nothing of them.
create table detached_months (
  first       uuid        primary key,
  beyond      uuid        not null,
  month       date        not null,
  detached_at timestamptz not null default now()
);

-- Detaches a month from the tables of what attempts brought; each part stays as a table of its own. Not "concurrently", which PostgreSQL
-- refuses beside a default partition: the lock that a parent needs is held for one change of the catalogue, and whoever does not get it
-- within a second gives up so that nobody queues behind it; then call it again, what is done stays done. One transaction for each table,
-- because whoever holds one parent and waits for another could wait for a statement that does the same the other way round.
create procedure detach_month(month date) language plpgsql as $$
declare
  begins timestamp := date_trunc('month', month::timestamp);
  lower_ uuid := uuid_floor(begins at time zone 'UTC');
  upper_ uuid := uuid_floor((begins + interval '1 month') at time zone 'UTC');
  parent text;
  part   regclass;
begin
  if begins + interval '1 month' > now() at time zone 'UTC' then
    raise exception 'the month % has not ended', to_char(begins, 'YYYY-MM');
  end if;
  if exists (select from waiting where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from held where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from ready where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from running where experiment_id >= lower_ and experiment_id < upper_) then
    raise exception 'experiments of % are still open', to_char(begins, 'YYYY-MM') using hint = 'Cancel them or let them end first.';
  end if;
  insert into detached_months (first, beyond, month) values (lower_, upper_, begins) on conflict do nothing;
  commit;
  foreach parent in array array['output_chunks', 'artifacts', 'metrics', 'run_results', 'attempts'] loop
    perform set_config('lock_timeout', '1s', true);
    select c.oid into part from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass and pg_get_expr(c.relpartbound, c.oid) = format('FOR VALUES FROM (%L) TO (%L)', lower_, upper_);
    if part is not null then
      execute format('alter table %I detach partition %s', parent, part);
      raise notice '% is a table of its own now', part;
    end if;
    commit;
  end loop;
end
$$;

-- Rows that live for seconds are vacuumed early and without pauses, as V001 says of ready and running. An empty end of those two is not given
-- back: it is needed again in a moment, and giving it back locks out whoever claims. The others give it back, because whoever asks whether
-- there is any row reads all of a table that has none.
alter table ready set (vacuum_truncate = off);
alter table running set (vacuum_truncate = off);
alter table cancellations set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- A week of notices and of answers is kept, and a little of it purged at a time: a fifth of the table, which is the default, would be a day
-- and more of dead rows.
alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000);
alter table idempotency set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
