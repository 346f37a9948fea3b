-- Pools that are paused, and how many experiments of one pool, session or concurrency key may be in the queue or running at once.

create table pools (
  name       text        primary key,
  paused     boolean     not null,
  changed_by text        not null,
  changed_at timestamptz not null default now()
);

-- The key says what is counted: pool:NAME, session:ID or key:WORD. A concurrency key without a row here has a cap of one.
create table caps (
  key        text        primary key,
  most       integer     not null check (most between 0 and 1000000),
  changed_by text        not null,
  changed_at timestamptz not null default now()
);

alter table experiments add column concurrency_key text;

-- The key that an experiment is held by, and all that it needs room under.
alter table held add column keys text[] not null, add column attempt integer not null default 1, add column lost smallint not null default 0;
-- Without the id, which a plan made while the table was empty would look up here.
create index held_order on held (key, rank);

-- The memory limit of this attempt where it is not that of the specification.
alter table waiting add column memory bigint;
alter table held add column memory bigint;
alter table ready add column memory bigint;
alter table running add column memory bigint;

-- Who takes up room under a key. Rows of ended experiments are removed in the background, so that a commit knows nothing of them: until
-- then there is less room than there might be, never more.
create table admissions (
  key           text not null,
  experiment_id uuid not null
);
create index admissions_key on admissions using hash (key);
create index admissions_experiment on admissions using hash (experiment_id);

alter table held set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table admissions set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- The keys of an experiment under which there is a limit.
create function capped_keys(pool text, session_id uuid, concurrency_key text) returns text[] language sql stable parallel safe as $$
  select array_remove(array[
    'key:' || concurrency_key,
    (select c.key from caps c where c.key = 'session:' || session_id::text),
    (select c.key from caps c where c.key = 'pool:' || pool)], null)
$$;

-- Lets held experiments into the queue while there is room under all their keys, the smallest rank of each line first. One whose other key
-- has no room goes into the line of that key. One transaction at a time does it, so that no key is overdrawn; each statement of the
-- function sees what was committed before it.
create function admit(lines text[], at_most integer) returns table (experiment_id uuid, pool text) language plpgsql as $$
#variable_conflict use_column
declare
  line    text;
  one     held;
  full_of text;
  rooms   jsonb := '{}';
  needed  text;
  taken   integer := 0;
begin
  perform pg_advisory_xact_lock(7310579216443031);
  foreach line in array lines loop
    loop
      exit when taken >= at_most;
      select * into one from held h where h.key = line order by h.rank, h.experiment_id limit 1 for update skip locked;
      exit when not found;
      full_of := null;
      foreach needed in array one.keys loop
        if not rooms ? needed then
          rooms := rooms || jsonb_build_object(needed,
            coalesce((select c.most from caps c where c.key = needed), case when starts_with(needed, 'key:') then 1 else 2000000000 end)
              - (select count(*) from admissions a where a.key = needed));
        end if;
        if (rooms->>needed)::integer <= 0 then
          full_of := needed;
          exit;
        end if;
      end loop;
      exit when full_of = line;
      if full_of is not null then
        update held h set key = full_of where h.experiment_id = one.experiment_id;
        continue;
      end if;
      foreach needed in array one.keys loop
        rooms := rooms || jsonb_build_object(needed, (rooms->>needed)::integer - 1);
        insert into admissions (key, experiment_id) values (needed, one.experiment_id);
      end loop;
      delete from held h where h.experiment_id = one.experiment_id;
      insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
        values (one.experiment_id, one.pool, one.class, one.rank, one.attempt, one.lost, one.memory);
      taken := taken + 1;
      experiment_id := one.experiment_id;
      pool := one.pool;
      return next;
    end loop;
  end loop;
end
$$;
