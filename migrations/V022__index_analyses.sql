-- Analyses of which indexes there should be, the last hundred. The one that goes on says so again and again; who has said nothing for a minute
-- is taken for gone.
create table index_analyses (
  id         uuid primary key,
  state      text not null check (state in ('RUNNING', 'DONE', 'FAILED')),
  started_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  ended_at   timestamptz,
  failure    text,
  report     json
);

-- One at a time, whatever node asks.
create unique index index_analyses_running on index_analyses ((true)) where state = 'RUNNING';
