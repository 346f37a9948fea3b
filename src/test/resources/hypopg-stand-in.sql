-- What Athanor calls of HypoPG, by indexes that are really made: other connections see them too, which HypoPG's own are not.
create schema hypo;
create table hypo.made (number oid, at int generated always as identity);

create function hypo.hypopg_create_index(definition text, out indexrelid oid, out indexname text) returns setof record language plpgsql as $$
begin
  execute regexp_replace(definition, '^create (unique )?index (\S+ )?on', 'create \1index hypo_new on', 'i');
  indexrelid := to_regclass('hypo_new')::oid;
  indexname := format('<%s>btree_of', indexrelid);
  execute format('alter index hypo_new rename to %I', indexname);
  insert into hypo.made values (indexrelid);
  return next;
end $$;

create function hypo.hypopg_relation_size(number oid) returns bigint language sql as 'select pg_relation_size(number::regclass)';

create function hypo.hypopg_reset() returns void language plpgsql as $$
declare one oid;
begin
  for one in delete from hypo.made returning number loop
    execute format('drop index %s', one::regclass);
  end loop;
end $$;

create function hypo.hypopg_hide_index(number oid) returns boolean language sql as
  'update pg_index set indisvalid = false where indexrelid = number returning true';

create function hypo.hypopg_unhide_all_indexes() returns void language sql as 'update pg_index set indisvalid = true where not indisvalid';
