-- Plans that nodes have seen of their own statements, so that those of before a restart and of other nodes can be compared with: at most five of a
-- statement and those of a thousand statements. A name whose text depends on what was asked has a row for each of its texts, by fingerprint; the
-- others have none. Constants are question marks.
create table statement_plans (
  statement     text not null,
  fingerprint   text not null,
  mode          text not null check (mode in ('GENERIC', 'PLANNED')),
  hash          text not null,
  first_seen    timestamptz not null,
  last_seen     timestamptz not null,
  current_since timestamptz not null,
  taken         int8 not null,
  executions    int8 not null,
  millis        float8 not null,
  cost          float8 not null,
  findings      json not null,
  scans         text[] not null,
  plan          text not null check (length(plan) <= 10000),
  primary key (statement, fingerprint, mode, hash)
) with (fillfactor = 70, toast_tuple_target = 256);

-- Whoever explains statements of people needs nothing of it.
do $$
begin
  if exists (select from pg_roles where rolname = 'athanor_reader') then
    revoke all on table statement_plans from athanor_reader;
  end if;
end
$$;
