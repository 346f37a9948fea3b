-- How many there are, without counting. Each statement that changes rows adds what it changed to count_changes, so that no two writers wait
-- for one row; from time to time the changes are folded into counts. What is true at any moment is the sum of both.

create table counts (
  kind  text   not null,
  -- The session that it is about; all zeros for what belongs to none, all ones for everything together.
  scope uuid   not null,
  value text   not null,
  n     bigint not null,
  primary key (scope, kind, value)
);

create table count_changes (
  id    bigint generated always as identity primary key,
  kind  text   not null,
  scope uuid   not null,
  value text   not null,
  n     bigint not null
);
create index count_changes_scope on count_changes (scope);
alter table count_changes set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- The arguments of the triggers: the kind, the expression of the scope, the expression of the value, over the rows x.
create function count_rows() returns trigger language plpgsql as $$
declare
  parts text[] := '{}';
begin
  if tg_op in ('INSERT', 'UPDATE') then
    parts := parts || format('select %s as scope, %s as value, 1 as n from new_rows x', tg_argv[1], tg_argv[2]);
  end if;
  if tg_op in ('DELETE', 'UPDATE') then
    parts := parts || format('select %s as scope, %s as value, -1 as n from old_rows x', tg_argv[1], tg_argv[2]);
  end if;
  execute format(
    'insert into count_changes (kind, scope, value, n)
     select %L, coalesce(scope, ''00000000-0000-0000-0000-000000000000''), coalesce(value, ''''), sum(n) from (%s) y group by 2, 3 having sum(n) <> 0',
    tg_argv[0], array_to_string(parts, ' union all '));
  return null;
end
$$;

create function count_table(counted regclass, kind text, scope text, value text) returns void language plpgsql as $$
begin
  execute format('create trigger count_inserted after insert on %s referencing new table as new_rows for each statement execute function count_rows(%L, %L, %L)',
    counted, kind, scope, value);
  execute format('create trigger count_updated after update on %s referencing old table as old_rows new table as new_rows for each statement execute function count_rows(%L, %L, %L)',
    counted, kind, scope, value);
  execute format('create trigger count_deleted after delete on %s referencing old table as old_rows for each statement execute function count_rows(%L, %L, %L)',
    counted, kind, scope, value);
  execute format('insert into counts select %L, coalesce(%s, ''00000000-0000-0000-0000-000000000000''), coalesce(%s, ''''), count(*) from %s x group by 2, 3',
    kind, scope, value, counted);
end
$$;

update outcomes o set session_id = e.session_id from experiments e where e.id = o.experiment_id and e.session_id is not null;

-- Experiments are counted when they are submitted and again when they end: what is open is the difference.
select count_table('experiments', 'experiments', 'x.session_id', '''submitted''');
select count_table('outcomes', 'experiments', 'x.session_id', 'lower(x.status)');
select count_table('sessions', 'sessions', 'null::uuid', 'x.status');
select count_table('hypotheses', 'hypotheses', 'x.session_id', 'x.status');
select count_table('results', 'results', 'x.session_id', 'case when x.supports_hypothesis then ''supports'' when not x.supports_hypothesis then ''contradicts'' else ''open'' end');
select count_table('papers', 'papers', 'null::uuid', 'x.source');
select count_table('readings', 'readings', 'x.session_id', '''read''');
select count_table('agents', 'agents', 'x.session_id', 'x.status');
select count_table('conversations', 'conversations', 'null::uuid', 'case when x.reviewed then ''reviewed'' else ''unreviewed'' end');
select count_table('relationships', 'relationships', 'null::uuid', 'x.type');
select count_table('entities', 'entities', 'null::uuid', 'x.type');
select count_table('tech_spec_sessions', 'spec-sessions', 'null::uuid', 'x.status');
select count_table('tech_research', 'decisions', 'x.session_id', 'case when x.selected_technology is null then ''open'' else ''decided'' end');
select count_table('agent_error_logs', 'errors', 'x.session_id', 'case when x.recovered then ''recovered'' else ''open'' end');

insert into counts select kind, 'ffffffff-ffff-ffff-ffff-ffffffffffff', value, sum(n) from counts group by kind, value;
