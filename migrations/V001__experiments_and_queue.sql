-- Experiments, their queue, and what came of them.
--
-- Nothing here is updated but leases: a specification never changes, open states are derived from the narrow rows of waiting, held,
-- ready and running (inserted and deleted), and what came of an attempt is only ever added. Tables that grow for ever are partitioned
-- by ranges of the experiment's id, which begins with its time of submission (UUID version 7): so that a primary key on the id alone
-- keeps "at most one result" true over all partitions, and an old month can be detached whole.

-- Programs, inputs, artefacts and long results, once each. A row in contents says that all chunks are there and were checked.
create table contents (
  digest     bytea       primary key check (octet_length(digest) = 32),
  size       bigint      not null check (size >= 0),
  chunks     integer     not null check (chunks >= 0),
  created_at timestamptz not null default now()
);

create table content_chunks (
  digest bytea   not null,
  number integer not null check (number >= 0),
  bytes  bytea   not null check (octet_length(bytes) between 1 and 49152),
  primary key (digest, number)
);
alter table content_chunks alter column bytes set storage external;

create table sessions (
  id          uuid        primary key,
  owner       text        not null,
  question    text        not null check (length(question) between 1 and 2000),
  description text,
  domain      text,
  tags        jsonb       not null default '{}',
  created_at  timestamptz not null default now(),
  version     integer     not null default 1
);

create table experiments (
  id             uuid        primary key,
  owner          text        not null,
  name           text,
  runtime        text        not null,
  program_digest bytea,
  arguments      json        not null default '[]',
  parameters     json        not null,
  inputs         json        not null default '[]',
  env            json        not null default '{}',
  seed           bigint,
  deterministic  boolean     not null default true,
  priority       smallint    not null check (priority between -100 and 100),
  pool           text        not null,
  requests       json        not null default '{}',
  limits         json        not null,
  required_tier  text,
  domain         text,
  session_id     uuid        references sessions (id),
  hypothesis_id  uuid,
  sweep_id       uuid,
  tags           json        not null default '{}',
  fingerprint    bytea       not null check (octet_length(fingerprint) = 32),
  reused_from    uuid,
  correlation_id text,
  submitted_at   timestamptz not null default now()
);
create index experiments_fingerprint on experiments (fingerprint, id);
create index experiments_session on experiments (session_id, id) where session_id is not null;

create table experiment_tags (
  key           text not null,
  value         text not null,
  experiment_id uuid not null,
  primary key (key, value, experiment_id)
);

-- The queue ---------------------------------------------------------------------------------------------------------------------

-- Not yet to be queued: waits for a time or for other experiments.
create table waiting (
  experiment_id uuid   primary key,
  pool          text   not null,
  class         text   not null,
  rank          bigint not null,
  not_before    timestamptz,
  depends_on    uuid[] not null default '{}',
  concurrency_key text
);

-- Ready but for a cap: enters ready when its key has room.
create table held (
  experiment_id uuid   primary key,
  key           text   not null,
  pool          text   not null,
  class         text   not null,
  rank          bigint not null
);

-- Which classes have ever been queued in a pool, so that a claim can probe each from its own front. Rows are never removed.
create table queue_classes (
  pool    text     not null,
  class   text     not null,
  runtime text     not null,
  tier    smallint not null,
  memory  bigint   not null,
  primary key (pool, class)
);

-- rank: microseconds of submission less priority times a weight; the smallest first, so that everything ages without a rewrite.
create table ready (
  experiment_id uuid     primary key,
  pool          text     not null,
  class         text     not null,
  rank          bigint   not null,
  attempt       integer  not null default 1,
  lost          smallint not null default 0
);
create index ready_order on ready (pool, class, rank, experiment_id);

create sequence attempt_tokens;
create sequence node_tokens;

create table running (
  experiment_id uuid        primary key,
  pool          text        not null,
  class         text        not null,
  rank          bigint      not null,
  attempt       integer     not null,
  lost          smallint    not null,
  token         bigint      not null,
  node_id       uuid        not null,
  claimed_at    timestamptz not null default now()
);
create index running_node on running (node_id);

create table cancellations (
  experiment_id uuid        primary key,
  reason        text,
  requested_by  text        not null,
  requested_at  timestamptz not null default now()
);

create table nodes (
  node_id   uuid        primary key,
  name      text        not null,
  roles     text[]      not null,
  pools     text[]      not null,
  runtimes  text[]      not null,
  tier      text        not null,
  slots     integer     not null,
  memory    bigint      not null,
  joined_at timestamptz not null default now()
);

-- The one table that is updated: every few seconds, one narrow row a node.
create table leases (
  node_id    uuid        primary key,
  token      bigint      not null,
  term       interval    not null,
  expires_at timestamptz not null
) with (fillfactor = 20);

-- Queue rows live for seconds: vacuum them early and without pauses.
alter table ready set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
alter table running set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- What came of it -----------------------------------------------------------------------------------------------------------------

create table attempts (
  experiment_id uuid        not null,
  number        integer     not null,
  node_id       uuid        not null,
  token         bigint      not null,
  verdict       text        not null,
  reason        text,
  exit_code     integer,
  signal        integer,
  claimed_at    timestamptz not null,
  started_at    timestamptz,
  finished_at   timestamptz,
  stored_at     timestamptz not null default now(),
  usage         json,
  error         json,
  primary key (experiment_id, number)
) partition by range (experiment_id);

create table results (
  experiment_id uuid    primary key,
  attempt       integer not null,
  value         json,
  digest        bytea,
  check (value is null or digest is null)
) partition by range (experiment_id);

create table metrics (
  experiment_id uuid             not null,
  ordinal       integer          not null,
  name          text             not null,
  value         double precision not null,
  step          bigint           not null,
  at            timestamptz      not null,
  primary key (experiment_id, ordinal)
) partition by range (experiment_id);

create table artifacts (
  experiment_id uuid   not null,
  name          text   not null,
  digest        bytea  not null,
  size          bigint not null,
  content_type  text   not null,
  primary key (experiment_id, name)
) partition by range (experiment_id);

create table output_chunks (
  experiment_id uuid     not null,
  attempt       integer  not null,
  number        integer  not null,
  stream        smallint not null check (stream in (1, 2)),
  at_offset     bigint   not null,
  bytes         bytea    not null,
  primary key (experiment_id, attempt, number)
) partition by range (experiment_id);

create table outcomes (
  experiment_id uuid        primary key,
  status        text        not null check (status in ('COMPLETED', 'FAILED', 'TIMED_OUT', 'STOPPED', 'CANCELLED')),
  verdict       text,
  reason        text,
  domain        text,
  attempt       integer     not null,
  started_at    timestamptz,
  finished_at   timestamptz not null default now()
) partition by range (experiment_id);
create index outcomes_status on outcomes (status, experiment_id);

-- Changes of state for followers, read in the order (xid, id) below the oldest running transaction, so that none is skipped.
create table outbox (
  xid           xid8        not null default pg_current_xact_id(),
  id            bigint      generated always as identity,
  experiment_id uuid        not null,
  state         text        not null,
  verdict       text,
  at            timestamptz not null default now(),
  primary key (xid, id)
);

-- Same key and body, same answer.
create table idempotency (
  owner      text        not null,
  key        text        not null,
  digest     text        not null,
  answer     json        not null,
  created_at timestamptz not null default now(),
  primary key (owner, key)
);
create index idempotency_age on idempotency (created_at);

-- The smallest UUID version 7 of a time; times that have none get the first or the last that there is.
create function uuid_floor(at timestamptz) returns uuid
language sql immutable strict parallel safe as $$
  select (lpad(to_hex(greatest(0, least(281474976710655, floor(extract(epoch from at) * 1000)))::bigint), 12, '0')
    || '70008000000000000000')::uuid
$$;

-- Makes the monthly partitions of one table around a time, and answers how many were new. Rows outside every month go to the default
-- partition; a month of which it holds some already stays there. One table a call, because a new partition locks its parent: whoever
-- holds one parent and waits for another could wait for a reader that does the same the other way round.
create function ensure_partitions(parent text, around timestamptz, months_ahead integer) returns integer
language plpgsql as $$
declare
  month   timestamp;
  part    text;
  created integer := 0;
begin
  for i in 0..months_ahead loop
    month := date_trunc('month', around at time zone 'UTC') + make_interval(months => i);
    part := parent || '_' || to_char(month, 'YYYYMM');
    if to_regclass(part) is null then
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent,
          uuid_floor(month at time zone 'UTC'), uuid_floor((month + interval '1 month') at time zone 'UTC'));
        created := created + 1;
      exception
        when duplicate_table then null; -- another node was faster
        when check_violation then raise warning '% stays in the default partition: it holds rows of that month', part;
      end;
    end if;
  end loop;
  return created;
end
$$;

create table attempts_other partition of attempts default;
create table results_other partition of results default;
create table metrics_other partition of metrics default;
create table artifacts_other partition of artifacts default;
create table output_chunks_other partition of output_chunks default;
create table outcomes_other partition of outcomes default;

select ensure_partitions(parent, now(), 2)
from unnest(array['attempts', 'results', 'metrics', 'artifacts', 'output_chunks', 'outcomes']) as parent;
