-- The triggers of the counters planned a statement from text each time, which cost four fifths of their time (docs/decisions/0013). Each
-- counted table has a function of its own now, whose statements are planned once in a session.

create or replace function count_table(counted regclass, kind text, scope text, value text) returns void language plpgsql as $$
declare
  name text := 'count_' || (select relname from pg_class where oid = counted);
  rows_of text := format('select coalesce(%s, ''00000000-0000-0000-0000-000000000000''::uuid), coalesce(%s, '''')', scope, value);
begin
  execute format(
    'create function %1$I() returns trigger language plpgsql as $body$
     begin
       if tg_op = ''INSERT'' then
         insert into count_changes (kind, scope, value, n) select %2$L, y.scope, y.value, count(*) from (%3$s from new_rows x) y (scope, value) group by 2, 3;
       elsif tg_op = ''DELETE'' then
         insert into count_changes (kind, scope, value, n) select %2$L, y.scope, y.value, -count(*) from (%3$s from old_rows x) y (scope, value) group by 2, 3;
       else
         insert into count_changes (kind, scope, value, n) select %2$L, y.scope, y.value, sum(y.n)
           from (%3$s, 1 from new_rows x union all %3$s, -1 from old_rows x) y (scope, value, n) group by 2, 3 having sum(y.n) <> 0;
       end if;
       return null;
     end
     $body$', name, kind, rows_of);
  execute format('create trigger count_inserted after insert on %s referencing new table as new_rows for each statement execute function %I()', counted, name);
  execute format('create trigger count_updated after update on %s referencing old table as old_rows new table as new_rows for each statement execute function %I()',
    counted, name);
  execute format('create trigger count_deleted after delete on %s referencing old table as old_rows for each statement execute function %I()', counted, name);
end
$$;

-- Without a notice for each of the 42 triggers.
set local client_min_messages = warning;
drop function count_rows() cascade;

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
