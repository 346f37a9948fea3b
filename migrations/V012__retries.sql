-- Attempts that are made again because the submission asks for it, and the larger memory with which one that ran out of it is tried once more.

alter table experiments add column retry json, add column larger_memory bigint, add column larger_class text;
