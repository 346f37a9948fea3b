-- How many processors an experiment of a line takes of its node, so that a claim adds up what it takes.
alter table queue_classes add column cpu smallint not null default 1;
