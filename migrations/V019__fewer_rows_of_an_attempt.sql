-- What is written for each experiment that is claimed and committed gets less (docs/decisions/0017): a result lies in the row of its attempt,
-- a notice to followers names all that changed in the same way at the same moment, and whoever runs says what its end has to know.

alter table attempts add column result json, add column result_digest bytea;
update attempts a set result = r.value, result_digest = r.digest from run_results r
where r.experiment_id = a.experiment_id and r.attempt = a.number;
do $$ begin
  if exists (select from run_results r where not exists (select from attempts a where a.experiment_id = r.experiment_id and a.number = r.attempt)) then
    raise exception 'there are results without their attempts' using hint = 'Compare run_results and attempts, and remove such results first.';
  end if;
end $$;
drop table run_results;
alter table attempts add constraint attempts_result_check check (result is null or result_digest is null);

-- At most a hundred experiments in a row, so that a row stays where it is, and not compressed: ids hardly are.
alter table outbox alter column experiment_id type uuid[] using array[experiment_id];
alter table outbox rename column experiment_id to experiments;
alter table outbox alter column experiments set storage external;

-- A notice for each experiment, in the order (xid, id, place).
create view changes as
select o.xid, o.id, c.place, c.experiment_id, o.state, o.verdict, o.at
from outbox o cross join lateral unnest(o.experiments) with ordinality as c(experiment_id, place);

-- own_rules: its submission says that it may run again after some failures, or with more memory.
alter table running add column domain text, add column session_id uuid, add column own_rules boolean not null default false;
update running r set domain = e.domain, session_id = e.session_id, own_rules = e.retry is not null or e.larger_memory is not null
from experiments e where e.id = r.experiment_id;

create or replace procedure detach_month(month date) language plpgsql as $$
declare
  begins timestamp := date_trunc('month', month::timestamp);
  lower_ uuid := uuid_floor(begins at time zone 'UTC');
  upper_ uuid := uuid_floor((begins + interval '1 month') at time zone 'UTC');
  parent text;
  part   regclass;
begin
  if begins + interval '1 month' > now() at time zone 'UTC' then
    raise exception 'the month % has not ended', to_char(begins, 'YYYY-MM');
  end if;
  if exists (select from waiting where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from held where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from ready where experiment_id >= lower_ and experiment_id < upper_)
    or exists (select from running where experiment_id >= lower_ and experiment_id < upper_) then
    raise exception 'experiments of % are still open', to_char(begins, 'YYYY-MM') using hint = 'Cancel them or let them end first.';
  end if;
  insert into detached_months (first, beyond, month) values (lower_, upper_, begins) on conflict do nothing;
  commit;
  foreach parent in array array['output_chunks', 'artifacts', 'metrics', 'attempts'] loop
    perform set_config('lock_timeout', '1s', true);
    select c.oid into part from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass and pg_get_expr(c.relpartbound, c.oid) = format('FOR VALUES FROM (%L) TO (%L)', lower_, upper_);
    if part is not null then
      execute format('alter table %I detach partition %s', parent, part);
      raise notice '% is a table of its own now', part;
    end if;
    commit;
  end loop;
end
$$;
