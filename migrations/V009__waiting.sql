-- What is not yet to be queued: experiments that wait for a time or for other experiments.

alter table experiments add column depends_on uuid[], add column not_before timestamptz;

-- Dependencies have a table of their own, from which each row goes as soon as it is met: so that what an end releases is found by an index.
alter table waiting drop column depends_on, drop column concurrency_key,
  add column attempt integer not null default 1, add column lost smallint not null default 0;
create index waiting_time on waiting (not_before) where not_before is not null;

-- Hash indexes answer an equality and nothing else: a plan made while the table was empty cannot take the wrong one and read all of it.
create table dependencies (
  experiment_id uuid not null,
  depends_on    uuid not null
);
create index dependencies_experiment on dependencies using hash (experiment_id);
create index dependencies_depends_on on dependencies using hash (depends_on);

alter table waiting set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table dependencies set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
