-- A result belongs to the hypothesis and the session of its experiment, and where that has no session to the session of its hypothesis, unless
-- it says otherwise.
create or replace function inherit_lineage() returns trigger language plpgsql as $$
begin
  if new.hypothesis_id is null or new.session_id is null then
    select coalesce(new.hypothesis_id, e.hypothesis_id), coalesce(new.session_id, e.session_id)
    into new.hypothesis_id, new.session_id from (select) one left join experiments e on e.id = new.experiment_id;
  end if;
  if new.session_id is null and new.hypothesis_id is not null then
    select h.session_id into new.session_id from (select) one left join hypotheses h on h.id = new.hypothesis_id;
  end if;
  return new;
end
$$;
