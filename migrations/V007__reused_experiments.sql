-- Who answers with the result of an experiment: what deleting it must know. A new answer and a deletion wait for each other.
create index experiments_reused_from on experiments (reused_from) where reused_from is not null;
alter table experiments add foreign key (reused_from) references experiments (id);
