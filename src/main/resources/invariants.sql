-- What must hold of the experiments in a database: each query finds what breaks its invariant, whose name stands above it.

-- invariant: I1 every experiment is in exactly one place
select e.id::text || ' is in ' || count(p.id) || ' places' from experiments e
left join (
  select experiment_id as id from outcomes union all select experiment_id from ready
  union all select experiment_id from running union all select experiment_id from waiting
  union all select experiment_id from held) p on p.id = e.id
group by e.id having count(p.id) <> 1;

-- invariant: I2 a result belongs to the last attempt of a completed experiment
select r.experiment_id::text || ' has the result of attempt ' || r.number from attempts r
left join outcomes o on o.experiment_id = r.experiment_id
where (r.result is not null or r.result_digest is not null) and (o.status is distinct from 'COMPLETED' or o.attempt <> r.number
  or r.verdict <> 'SUCCEEDED' or exists (select from attempts x where x.experiment_id = r.experiment_id and x.number > r.number));

-- invariant: I2 metrics and artefacts belong to experiments that ended
select experiment_id::text from (select experiment_id from metrics union select experiment_id from artifacts) x
where not exists (select from outcomes o where o.experiment_id = x.experiment_id);

-- invariant: I3 attempts count from one without a gap, and each that ended has its record
select e.id::text || ' has attempts ' || coalesce(a.numbers::text, '{}') || ' and now ' || n.now
from experiments e
cross join lateral (
  select array_agg(number order by number) as numbers, coalesce(max(number), 0) as last, count(*) as count
  from attempts where experiment_id = e.id) a
join (
  select experiment_id, attempt - 1 as ended, 'ready' as now from ready
  union all select experiment_id, attempt - 1, 'running' from running
  union all select experiment_id, attempt - 1, 'waiting' from waiting
  union all select experiment_id, attempt - 1, 'held' from held
  union all select experiment_id, attempt, status from outcomes) n on n.experiment_id = e.id
where (a.last <> a.count or a.last <> n.ended)
  and not exists (select from detached_months d where e.id >= d.first and e.id < d.beyond);

-- invariant: I4 nothing changes after an end, and the end is announced once and truly
select e.id::text || ' was announced as ' || array_agg(c.state order by c.xid, c.id)::text || ' and is ' || coalesce(o.status, 'open')
from experiments e left join changes c on c.experiment_id = e.id
left join outcomes o on o.experiment_id = e.id
where o.finished_at is null or o.finished_at > now() - interval '6 days'
group by e.id, o.status
having count(*) filter (where c.state not in ('CREATED', 'QUEUED', 'RUNNING')) <> (case when o.status is null then 0 else 1 end)
  or (o.status is not null and (array_agg(c.state order by c.xid desc, c.id desc))[1] <> o.status);

-- invariant: I8 what is held needs room under the key of its line
select experiment_id::text from held where key <> all (keys);

-- invariant: I8 whoever is queued or runs and has a concurrency key takes up room under it, once
select q.experiment_id::text from (select experiment_id from ready union all select experiment_id from running) q
join experiments e on e.id = q.experiment_id
where e.concurrency_key is not null
  and (select count(*) from admissions a where a.experiment_id = q.experiment_id and a.key = 'key:' || e.concurrency_key) <> 1;

-- invariant: I8 who takes up room is queued or runs, or ended or was postponed a moment ago
select a.key || ' of ' || a.experiment_id from admissions a
where not exists (select from ready q where q.experiment_id = a.experiment_id) and not exists (select from running r where r.experiment_id = a.experiment_id)
  and not exists (select from waiting w where w.experiment_id = a.experiment_id)
  and not exists (select from outcomes o where o.experiment_id = a.experiment_id and o.finished_at > now() - interval '1 minute');

-- invariant: I8 no key is overdrawn
select a.key || ' has ' || count(*) from admissions a
join (select experiment_id from ready union all select experiment_id from running) q on q.experiment_id = a.experiment_id
left join caps c on c.key = a.key
where c.most is not null or a.key like 'key:%'
group by a.key, c.most having count(*) > coalesce(c.most, 1);

-- invariant: I12 what depends on another waits
select d.experiment_id::text from dependencies d where not exists (select from waiting w where w.experiment_id = d.experiment_id);

-- invariant: I12 nothing began before what it depends on had completed
select r.experiment_id::text from (select experiment_id, claimed_at from attempts union all select experiment_id, claimed_at from running) r
join experiments e on e.id = r.experiment_id
cross join unnest(e.depends_on) d
left join outcomes o on o.experiment_id = d
where o.status is distinct from 'COMPLETED' and exists (select from experiments x where x.id = d);

-- invariant: I7 nothing runs after its cancellation was final
select a.experiment_id::text from attempts a join outcomes o on o.experiment_id = a.experiment_id
where o.status = 'CANCELLED' and a.claimed_at > o.finished_at;

-- invariant: I5 what an idempotency key answered is stored
select i.key from idempotency i, json_array_elements(i.answer->'experiments') x
where not exists (select from experiments e where e.id = (x->>'id')::uuid);

-- invariant: I3 tokens are given once
select token::text from (select token from attempts union all select token from running) t group by token having count(*) > 1;

-- invariant: I10 states follow each other as they may, from the first on
select x.experiment_id::text || ' went from ' || coalesce(x.before, 'nothing') || ' to ' || x.state from (
  select c.experiment_id, c.state, lag(c.state) over (partition by c.experiment_id order by c.xid, c.id) as before, e.submitted_at
  from changes c join experiments e on e.id = c.experiment_id) x
where not case coalesce(x.before, '')
  when '' then x.state in ('CREATED', 'QUEUED', 'COMPLETED') or x.submitted_at < now() - interval '6 days'
  when 'CREATED' then x.state in ('QUEUED', 'CANCELLED')
  when 'QUEUED' then x.state in ('RUNNING', 'CANCELLED')
  when 'RUNNING' then x.state <> 'RUNNING'
  else false end;
