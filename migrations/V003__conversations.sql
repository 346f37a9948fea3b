-- What was said to a language model and what it answered, and what is remembered of it. A thread is one conversation's name, chosen by whoever
-- holds it; no thread is a fact for all of them.

create table conversations (
  id         uuid primary key,
  owner      text not null,
  thread     text check (length(thread) between 1 and 64),
  at         timestamptz not null default now(),
  prompt     text not null check (length(prompt) between 1 and 200000),
  response   text not null check (length(response) <= 200000),
  source     text not null default 'api' check (source in ('api', 'cli', 'integration')),
  rating     smallint check (rating between 1 and 5),
  tags       jsonb not null default '[]',
  notes      text check (length(notes) <= 20000),
  reviewed   boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version    integer not null default 1,
  search     tsvector generated always as (to_tsvector('english', left(prompt, 50000) || ' ' || left(response, 50000))) stored
);
create trigger conversations_touch before update on conversations for each row execute function touch();
create index ix_conv_session_ts on conversations (thread, at, id);
create index ix_conv_ts_session on conversations (at desc, thread, id desc);
create index ix_conv_reviewed_ts on conversations (reviewed, at, id);
create index ix_conv_source_ts on conversations (source, at, id);
-- What a model may be trained on: good answers, a few among many.
create index conversations_good on conversations (at desc, id desc) where rating >= 4;
create index conversations_search on conversations using gin (search);

create table memories (
  id         uuid primary key,
  owner      text not null,
  thread     text check (length(thread) between 1 and 64),
  key        text not null check (length(key) between 1 and 64),
  value      text not null check (length(value) <= 20000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version    integer not null default 1
);
create trigger memories_touch before update on memories for each row execute function touch();
create unique index memories_key on memories (owner, thread, key) nulls not distinct;
create index memories_thread on memories (thread, id);
