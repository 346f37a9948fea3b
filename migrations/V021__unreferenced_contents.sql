-- Contents that nothing names any more go (docs/decisions/0018). condemned_at: since when nothing is known to name it. Whoever is about to name
-- a content takes that back first; what is still condemned after the grace period is looked at once more and removed with its chunks.
alter table contents add column condemned_at timestamptz;
create index contents_condemned on contents (condemned_at) where condemned_at is not null;

-- When a chunk was last sent; those of an upload that was never completed go after the same time.
alter table content_chunks add column created_at timestamptz not null default now();

create function input_digests(inputs json) returns text[]
language sql immutable strict parallel safe as $$
  select coalesce(array_agg(i->>'digest'), '{}') from json_array_elements(inputs) as i
$$;

-- Who names a content: programs and inputs of experiments, artefacts and long results of attempts.
create index experiments_program on experiments (program_digest) where program_digest is not null;
create index experiments_inputs on experiments using gin (input_digests(inputs)) where json_array_length(inputs) > 0;
create index artifacts_digest on artifacts (digest);
create index attempts_result_digest on attempts (result_digest) where result_digest is not null;

-- Whether a month that was detached, and is still there, names a content.
create function detached_month_names(content bytea) returns boolean language plpgsql stable as $$
declare
  part  record;
  found_ boolean;
begin
  for part in
    select c.oid::regclass as name, case when c.relname like 'artifacts%' then 'digest' else 'result_digest' end as digest
    from detached_months d join pg_class c on c.relname in ('artifacts_' || to_char(d.month, 'YYYYMM'), 'attempts_' || to_char(d.month, 'YYYYMM'))
    where c.relkind = 'r' and not c.relispartition and pg_table_is_visible(c.oid)
  loop
    execute format('select exists (select from %s where %I = $1)', part.name, part.digest) into found_ using content;
    if found_ then
      return true;
    end if;
  end loop;
  return false;
end
$$;
