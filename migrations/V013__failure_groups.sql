-- Failures that are alike have one signature and are one group; an experiment that is run again after its end is a new one that says of which.

alter table attempts add column failure_group uuid;
create index attempts_failure_group on attempts (failure_group, experiment_id) where failure_group is not null;

create table failure_groups (
  id         uuid        primary key,
  signature  text        not null,
  verdict    text        not null,
  first_seen timestamptz not null default now()
);
create index failure_groups_first_seen on failure_groups (first_seen, id);

alter table experiments add column retry_of uuid;
create index experiments_retry_of on experiments (retry_of) where retry_of is not null;
