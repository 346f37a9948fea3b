-- What the runs of a program used, for the placement of its next ones: the mean of the time, in which the last runs weigh most, and the
-- highest memory, which fades slowly.
create table program_profiles (
  program_digest bytea       primary key,
  runs           bigint      not null,
  millis         bigint      not null,
  memory         bigint      not null,
  updated_at     timestamptz not null default now()
) with (fillfactor = 50);
alter table program_profiles set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

-- Whether what stands in a line ends within seconds, so that it may go in front of something large that waits for longer work to end; null
-- where nobody knows.
alter table queue_classes add column brief boolean;
