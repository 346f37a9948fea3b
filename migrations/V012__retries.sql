-- Attempts that are made again because the submission asks for it, and the larger memory with which one that ran out of it is tried once more.

alter table experiments add column retry json, add column larger_memory bigint, add column larger_class text;

-- The memory limit of this attempt where it is not that of the specification.
alter table waiting add column memory bigint;
alter table held add column memory bigint;
alter table ready add column memory bigint;
alter table running add column memory bigint;

create or replace function admit(lines text[], at_most integer) returns table (experiment_id uuid, pool text) language plpgsql as $$
#variable_conflict use_column
declare
  line    text;
  one     held;
  full_of text;
  rooms   jsonb := '{}';
  needed  text;
  taken   integer := 0;
begin
  perform pg_advisory_xact_lock(7310579216443031);
  foreach line in array lines loop
    loop
      exit when taken >= at_most;
      select * into one from held h where h.key = line order by h.rank, h.experiment_id limit 1 for update skip locked;
      exit when not found;
      full_of := null;
      foreach needed in array one.keys loop
        if not rooms ? needed then
          rooms := rooms || jsonb_build_object(needed,
            coalesce((select c.most from caps c where c.key = needed), case when starts_with(needed, 'key:') then 1 else 2000000000 end)
              - (select count(*) from admissions a where a.key = needed));
        end if;
        if (rooms->>needed)::integer <= 0 then
          full_of := needed;
          exit;
        end if;
      end loop;
      exit when full_of = line;
      if full_of is not null then
        update held h set key = full_of where h.experiment_id = one.experiment_id;
        continue;
      end if;
      foreach needed in array one.keys loop
        rooms := rooms || jsonb_build_object(needed, (rooms->>needed)::integer - 1);
        insert into admissions (key, experiment_id) values (needed, one.experiment_id);
      end loop;
      delete from held h where h.experiment_id = one.experiment_id;
      insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
        values (one.experiment_id, one.pool, one.class, one.rank, one.attempt, one.lost, one.memory);
      taken := taken + 1;
      experiment_id := one.experiment_id;
      pool := one.pool;
      return next;
    end loop;
  end loop;
end
$$;
