-- equality
select * from papers where domain = 'physics'
=> papers USING btree (domain)

-- equality and range
select * from papers where domain = $1 and year between $2 and $3
=> papers USING btree (domain, year)

-- two equalities
select * from papers where domain = $1 and author_id = $2
=> papers USING btree (author_id, domain)
=> papers USING btree (domain, author_id)

-- IN list
select * from papers where state in ('queued', 'done') and year = $1
=> papers USING btree (year, state)

-- beginning
select * from papers where title like 'Deep%'
=> papers USING btree (title varchar_pattern_ops)

-- or
select * from papers where domain = $1 or author_id = $2
=> papers USING btree (domain)
=> papers USING btree (author_id)

-- truth
select * from papers where active and author_id < 5
=> papers USING btree (active, author_id)

-- covering
select year from papers where domain = $1
=> papers USING btree (domain) INCLUDE (year)

-- there already
select * from authors where email = $1

-- unequal
select * from papers where domain <> $1

-- update
update papers set score = 1 where domain = $1
=> papers USING btree (domain)

-- delete
delete from papers where state = $1 and created_at < now() - interval '1 day'
=> papers USING btree (state, created_at)

-- fifty rows
select * from tiny where v = 3 order by id limit 1

-- equality and first
select * from papers where domain = $1 order by created_at desc limit 10
=> papers USING btree (domain, created_at DESC)

-- first
select id from papers order by created_at desc, id limit 10
=> papers USING btree (created_at DESC, id)

-- nulls
select id from papers order by score desc nulls last limit 10
=> papers USING btree (score DESC NULLS LAST)

-- next page
select * from papers where (created_at, id) < ($1, $2) order by created_at desc, id desc limit 20
=> papers USING btree (created_at DESC, id DESC)

-- least
select min(created_at) from papers
=> papers USING btree (created_at)

-- greatest of some
select max(created_at) from papers where domain = $1
=> papers USING btree (domain, created_at)

-- groups
select domain, count(*) from papers group by domain
=> papers USING btree (domain)

-- groups with a sum
select domain, sum(year) from papers group by 1
=> papers USING btree (domain) INCLUDE (year)

-- distinct
select distinct domain from papers
=> papers USING btree (domain)

-- distinct on
select distinct on (author_id) author_id, created_at from papers order by author_id, created_at desc
=> papers USING btree (author_id, created_at DESC)

-- array
select * from papers where tags @> array['t1']
=> papers USING gin (tags)

-- json contains
select * from papers where data @> '{"kind": 3}'
=> papers USING gin (data)
=> papers USING gin (data jsonb_path_ops)

-- json has key
select * from papers where data ? 'kind'
=> papers USING gin (data)

-- json path
select * from papers where data @? '$.kind'
=> papers USING gin (data)

-- text search
select * from papers where words @@ to_tsquery('english', 'word1')
=> papers USING gin (words)

-- part of a text
select * from papers where title ilike '%deep%'
=> papers USING gin (title gin_trgm_ops)

-- function
select * from papers where lower(title) = $1
=> papers USING btree (lower((title)::text))

-- json text
select * from papers where data ->> 'kind' = $1
=> papers USING btree ((data ->> 'kind'::text))

-- json number
select * from papers where (data ->> 'n')::int > 5
=> papers USING btree ((((data ->> 'n'::text))::integer))

-- day
select * from papers where date_trunc('day', created_at, 'UTC') = $1
=> papers USING btree (date_trunc('day'::text, created_at, 'UTC'::text))

-- year
select * from papers where extract(year from seen) = 2020
=> papers USING btree (EXTRACT(year FROM seen))

-- depends on the zone
select * from papers where created_at::date = $1

-- queue
select id from papers where state = 'queued' order by created_at limit 1 for update skip locked
=> papers USING btree (created_at) WHERE state = 'queued'::text
=> papers USING btree (state, created_at)

-- not yet
select * from papers where finished_at is null and author_id = $1
=> papers USING btree (author_id) WHERE finished_at IS NULL
=> papers USING btree (author_id, finished_at)

-- two parts
select * from papers where finished_at is null and active and author_id = $1
=> papers USING btree (author_id) WHERE (finished_at IS NULL) AND (active)

-- join
select p.title from authors a join papers p on p.author_id = a.id where a.name = $1
=> papers USING btree (author_id)

-- join and equality
select p.title from authors a join papers p on p.author_id = a.id where a.name = $1 and p.domain = $2
=> papers USING btree (author_id, domain)
=> papers USING btree (domain, author_id)

-- for each
select a.id, (select p.title from papers p where p.author_id = a.id order by p.created_at desc limit 1) from authors a where a.name = $1
=> papers USING btree (author_id, created_at DESC)

-- exists
select * from authors a where exists (select 1 from papers where author_id = a.id and domain = $1)
=> papers USING btree (author_id, domain)

-- in a query
select * from papers where author_id in (select id from authors where country = $1)
=> papers USING btree (author_id)
=> authors USING btree (country)

-- WITH
with found as materialized (select id, author_id from papers where domain = $1) select a.name from found join authors a on a.id = found.author_id
=> papers USING btree (domain)

-- lateral
select a.id, l.title from authors a cross join lateral (select title from papers p where p.author_id = a.id order by year desc limit 3) l where a.name = $1
=> papers USING btree (author_id, year DESC)

-- union
select id from papers where year = $1 union all select id from papers where score = $2
=> papers USING btree (year)
=> papers USING btree (score)

-- update from
update papers p set score = 0 from authors a where a.id = p.author_id and a.name = $1
=> papers USING btree (author_id)

-- insert
insert into tiny select id, year from papers where domain = $1
=> papers USING btree (domain)

-- quoted
select * from "Odd Table" o where o."Group" = $1 and "select" = 'x'
=> "Odd Table" USING btree ("Group", "select")

-- schema
select * from advice_test.papers where advice_test.papers.year = 5
=> papers USING btree (year)

-- shadowed
with papers as (select * from advice_test.papers where year = 3) select * from papers where domain = 'x' offset 0
=> papers USING btree (year)

-- partitions
select * from events e where kind = $1 order by at desc limit 10
=> events USING btree (kind, at DESC)

-- one partition
select * from events where kind = 'k1' and at >= '2021-02-01'
=> events USING btree (kind, at)

-- range
select * from papers where year > $1
=> papers USING btree (year)

-- any
select * from papers where author_id = any($1)
=> papers USING btree (author_id)

-- overlap
select * from papers where tags && $1
=> papers USING gin (tags)

-- partitioned table twice
select * from events where v = (select max(v) from events where kind = $1) and id not in (select v from events)
=> events USING btree (v)
=> events USING btree (kind, v)

-- natural order of a join
select a.name, p.title from papers p join authors a on a.id = p.author_id where p.year = $1 order by p.created_at desc limit 5
=> papers USING btree (year, created_at DESC)

-- an array has one value
select * from papers where 't1' = any(tags)
