-- attempt: a sandbox for each attempt. group: one sandbox takes the experiments of a session and key one after the other.
alter table experiments add column isolation text not null default 'attempt' check (isolation in ('attempt', 'group'));
