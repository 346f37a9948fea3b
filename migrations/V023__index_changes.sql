-- Indexes that were made or dropped on advice, and what came of it. Who works on a change says so again and again; one of which nothing was heard
-- for a minute is taken up by whoever notices it.
create table index_changes (
  id             uuid primary key,
  analysis       uuid not null,
  recommendation json not null,
  index_schema   text not null,
  index_name     text not null,
  apply          text not null,
  revert         text not null,
  state          text not null check (state in ('CHECKING', 'BUILDING', 'WATCHING', 'KEPT', 'REVERTING', 'REVERTED', 'REFUSED', 'FAILED')),
  owner          uuid,
  watch_seconds  int8 not null,
  started_at     timestamptz not null default now(),
  touched_at     timestamptz not null default now(),
  built_at       timestamptz,
  ended_at       timestamptz,
  reason         text,
  notes          text[] not null default '{}',
  phase          text,
  progress       float8 not null default 0,
  before         json,
  after          json,
  compared       json
);

-- One at a time, whatever node asks.
create unique index index_changes_going on index_changes ((true)) where state in ('CHECKING', 'BUILDING', 'WATCHING', 'REVERTING');
