-- The research store's core: what is asked, what is claimed, what was found, who works on it, and what was read.
--
-- Every record has a version that each update raises, so that of two writers who read the same one only the first succeeds. Changes of
-- status are guarded here, whoever makes them. Ids begin with their time (UUID version 7), so that the order of ids is the order of
-- creation. The 32 indexes idx_experiments_* to idx_agents_* keep the names and the leading columns that an earlier system gave them; the
-- id behind these columns makes each of them serve pages by a key, the six that longer ones would make redundant too.

create extension if not exists pg_trgm;

-- What a program has answered is the result of a run; what a researcher concludes from it is a result.
do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'results'::regclass loop
    execute format('alter table %s rename to %I', part, 'run_' || part::text);
  end loop;
end
$$;
alter table results rename to run_results;
alter table run_results rename constraint results_pkey to run_results_pkey;

-- Every update is a new version. A change of status that is not among the pairs given as arguments is refused.
create function touch() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$$;

create function guard_status() returns trigger language plpgsql as $$
begin
  if not (old.status || '>' || new.status) = any (tg_argv) then
    raise exception using errcode = 'AT001', message = format('%s cannot become %s', old.status, new.status),
      hint = coalesce((select string_agg(split_part(pair, '>', 2), ', ') from unnest(tg_argv) as pair where split_part(pair, '>', 1) = old.status), '');
  end if;
  return new;
end
$$;

-- Whatever reaches one of the statuses given as arguments is completed then, and what leaves them is not.
create function stamp_completion() returns trigger language plpgsql as $$
begin
  new.completed_at := case when new.status = any (tg_argv) then coalesce(new.completed_at, now()) end;
  return new;
end
$$;

alter table sessions
  add column status          text        not null default 'active' check (status in ('active', 'paused', 'completed')),
  add column iteration       integer     not null default 1 check (iteration >= 1),
  add column max_iterations  integer     not null default 10 check (max_iterations >= 1),
  add column autonomous_mode boolean     not null default true,
  add column discoveries     jsonb       not null default '[]',
  add column updated_at      timestamptz not null default now(),
  add column completed_at    timestamptz;
update sessions set updated_at = created_at;
create trigger sessions_touch before update on sessions for each row execute function touch();
create trigger sessions_status before update of status on sessions for each row when (old.status is distinct from new.status)
  execute function guard_status('active>paused', 'active>completed', 'paused>active', 'paused>completed', 'completed>active');
create trigger sessions_completion before insert or update of status on sessions for each row execute function stamp_completion('completed');
create index idx_research_sessions_status on sessions (status, id);
create index idx_research_sessions_domain on sessions (domain, id);
create index idx_research_sessions_created_at on sessions (created_at, id);
create index idx_research_sessions_domain_status on sessions (domain, status, id);

create table hypotheses (
  id                uuid primary key,
  owner             text not null,
  session_id        uuid references sessions (id),
  parent_id         uuid references hypotheses (id) on delete set null,
  generation        integer not null default 1 check (generation >= 1),
  research_question text not null check (length(research_question) between 1 and 2000),
  statement         text not null check (length(statement) between 10 and 500 and statement not like '%?'),
  rationale         text not null check (length(rationale) between 20 and 20000),
  domain            text not null,
  status            text not null default 'generated'
    check (status in ('generated', 'under_review', 'testing', 'supported', 'rejected', 'inconclusive')),
  novelty_score     double precision check (novelty_score between 0 and 1),
  testability_score double precision check (testability_score between 0 and 1),
  confidence_score  double precision check (confidence_score between 0 and 1),
  priority_score    double precision check (priority_score between 0 and 1),
  refinements       jsonb not null default '[]',
  similar_work      jsonb not null default '[]',
  experiment_types  jsonb not null default '[]',
  resources         jsonb,
  tags              jsonb not null default '{}',
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  version           integer not null default 1
);
create trigger hypotheses_touch before update on hypotheses for each row execute function touch();
create trigger hypotheses_status before update of status on hypotheses for each row when (old.status is distinct from new.status)
  execute function guard_status('generated>under_review', 'generated>testing', 'generated>rejected', 'under_review>generated', 'under_review>testing',
    'under_review>rejected', 'testing>supported', 'testing>rejected', 'testing>inconclusive', 'inconclusive>testing', 'supported>testing',
    'rejected>testing');
create index idx_hypotheses_domain on hypotheses (domain, id);
create index idx_hypotheses_status on hypotheses (status, id);
create index idx_hypotheses_novelty_score on hypotheses (novelty_score, id);
create index idx_hypotheses_testability_score on hypotheses (testability_score, id);
create index idx_hypotheses_created_at on hypotheses (created_at, id);
create index idx_hypotheses_domain_status on hypotheses (domain, status, id);
create index idx_hypotheses_domain_novelty on hypotheses (domain, novelty_score, id);
create index hypotheses_session on hypotheses (session_id, id) where session_id is not null;
create index hypotheses_parent on hypotheses (parent_id, id) where parent_id is not null;

alter table experiments
  add column experiment_type text check (experiment_type in ('computational', 'data_analysis', 'simulation', 'literature_synthesis')),
  add column description     text check (length(description) <= 20000),
  add column protocol        json,
  add foreign key (hypothesis_id) references hypotheses (id);
create index idx_experiments_domain on experiments (domain, id) where domain is not null;
create index idx_experiments_hypothesis_id on experiments (hypothesis_id, id) where hypothesis_id is not null;
create index idx_experiments_created_at on experiments (submitted_at, id);
-- The state of an experiment is stored where it ends.
alter table outcomes add column session_id uuid;
alter index outcomes_status rename to idx_experiments_status;
create index idx_experiments_domain_status on outcomes (domain, status, experiment_id) where domain is not null;
create index idx_experiments_status_created on outcomes (status, finished_at, experiment_id);

create table results (
  id                  uuid primary key,
  owner               text not null,
  experiment_id       uuid not null references experiments (id) on delete cascade,
  hypothesis_id       uuid references hypotheses (id),
  session_id          uuid references sessions (id),
  parent_id           uuid references results (id) on delete set null,
  revision            integer not null default 1 check (revision >= 1),
  status              text not null default 'success' check (status in ('success', 'partial', 'failed', 'timeout', 'error')),
  data                jsonb not null,
  statistical_tests   jsonb,
  summary_statistics  jsonb,
  interpretation      text check (length(interpretation) <= 20000),
  key_findings        jsonb not null default '[]',
  supports_hypothesis boolean,
  p_value             double precision check (p_value between 0 and 1),
  effect_size         double precision check (effect_size between '-1e308' and '1e308'),
  confidence_interval jsonb,
  figures             jsonb not null default '[]',
  metadata            jsonb,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  version             integer not null default 1
);
create trigger results_touch before update on results for each row execute function touch();
create index idx_results_experiment_id on results (experiment_id, id);
create index idx_results_p_value on results (p_value, id);
create index idx_results_supports_hypothesis on results (supports_hypothesis, id);
create index idx_results_created_at on results (created_at, id);
create index results_hypothesis on results (hypothesis_id, id) where hypothesis_id is not null;
create index results_session on results (session_id, id) where session_id is not null;
create index results_parent on results (parent_id) where parent_id is not null;

-- A result belongs to the hypothesis and the session of its experiment, unless it says otherwise.
create function inherit_lineage() returns trigger language plpgsql as $$
begin
  if new.hypothesis_id is null or new.session_id is null then
    select coalesce(new.hypothesis_id, e.hypothesis_id), coalesce(new.session_id, e.session_id)
    into new.hypothesis_id, new.session_id from (select) one left join experiments e on e.id = new.experiment_id;
  end if;
  return new;
end
$$;
create trigger results_lineage before insert on results for each row execute function inherit_lineage();

create table papers (
  id                uuid primary key,
  owner             text not null,
  type              text not null default 'paper' check (type in ('preprint', 'paper', 'repo', 'release', 'tweet', 'post')),
  source            text not null check (length(source) between 1 and 50),
  source_id         text check (length(source_id) between 1 and 500),
  title             text not null check (length(title) between 1 and 2000),
  authors           jsonb not null default '[]',
  author_entity_ids jsonb not null default '[]',
  abstract          text check (length(abstract) <= 100000),
  url               text check (length(url) <= 2000),
  doi               text check (length(doi) between 1 and 300),
  arxiv_id          text check (length(arxiv_id) between 1 and 50),
  published_at      timestamptz,
  domain            text,
  keywords          jsonb not null default '[]',
  summary           text check (length(summary) <= 100000),
  key_methods       jsonb not null default '[]',
  key_findings      jsonb not null default '[]',
  relevance_score   double precision check (relevance_score between 0 and 1),
  classification    jsonb,
  raw               jsonb,
  analyzed_at       timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  version           integer not null default 1,
  search            tsvector generated always as (to_tsvector('english', title || ' ' || coalesce(abstract, ''))) stored
);
create trigger papers_touch before update on papers for each row execute function touch();
create unique index papers_source_id on papers (source, source_id) where source_id is not null;
create unique index papers_doi on papers (lower(doi)) where doi is not null;
create unique index papers_arxiv_id on papers (arxiv_id) where arxiv_id is not null;
create index idx_papers_domain on papers (domain, id);
create index idx_papers_source on papers (source, id);
create index idx_papers_relevance_score on papers (relevance_score, id);
create index idx_papers_publication_date on papers (published_at, id);
create index idx_papers_created_at on papers (created_at, id);
create index idx_papers_domain_relevance on papers (domain, relevance_score, id);
create index idx_papers_domain_pubdate on papers (domain, published_at, id);
create index papers_title_similarity on papers using gin (title gin_trgm_ops);
create index papers_search on papers using gin (search);

-- What was read for a question, and for which claim.
create table readings (
  id            uuid primary key,
  owner         text not null,
  session_id    uuid not null references sessions (id),
  paper_id      uuid not null references papers (id),
  hypothesis_id uuid references hypotheses (id),
  note          text check (length(note) <= 20000),
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  version       integer not null default 1
);
create trigger readings_touch before update on readings for each row execute function touch();
create unique index readings_once on readings (session_id, paper_id, hypothesis_id) nulls not distinct;
create index readings_session on readings (session_id, id);
create index readings_paper on readings (paper_id, id);
create index readings_hypothesis on readings (hypothesis_id, id) where hypothesis_id is not null;

create table agents (
  id                 uuid primary key,
  owner              text not null,
  session_id         uuid references sessions (id),
  agent_type         text not null check (length(agent_type) between 1 and 100),
  status             text not null default 'created' check (status in ('created', 'starting', 'running', 'idle', 'working', 'paused', 'stopped', 'error')),
  config             jsonb not null default '{}',
  state_data         jsonb not null default '{}',
  messages_sent      integer not null default 0 check (messages_sent >= 0),
  messages_received  integer not null default 0 check (messages_received >= 0),
  tasks_completed    integer not null default 0 check (tasks_completed >= 0),
  errors_encountered integer not null default 0 check (errors_encountered >= 0),
  stopped_at         timestamptz,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  version            integer not null default 1
);
create trigger agents_touch before update on agents for each row execute function touch();
create index idx_agents_agent_type on agents (agent_type, id);
create index idx_agents_status on agents (status, id);
create index idx_agents_created_at on agents (created_at, id);
create index idx_agents_type_status on agents (agent_type, status, id);
create index agents_session on agents (session_id, id) where session_id is not null;

-- Where the time of a run went.
create table execution_profiles (
  id                   uuid primary key,
  owner                text not null,
  experiment_id        uuid references experiments (id) on delete cascade,
  profile_type         text not null check (profile_type in ('experiment', 'agent', 'workflow')),
  profiling_mode       text not null check (profiling_mode in ('light', 'standard', 'full')),
  execution_time       double precision not null check (execution_time >= 0),
  cpu_time             double precision not null check (cpu_time >= 0),
  wall_time            double precision not null check (wall_time >= 0),
  memory_peak_mb       double precision not null check (memory_peak_mb >= 0),
  memory_start_mb      double precision not null check (memory_start_mb >= 0),
  memory_end_mb        double precision not null check (memory_end_mb >= 0),
  memory_allocated_mb  double precision not null check (memory_allocated_mb >= 0),
  profiler_overhead_ms double precision not null check (profiler_overhead_ms >= 0),
  started_at           timestamptz not null,
  completed_at         timestamptz not null,
  function_calls       jsonb,
  function_times       jsonb,
  memory_snapshots     jsonb,
  profile_data         text check (length(profile_data) <= 1000000),
  metadata             jsonb,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  version              integer not null default 1,
  check (completed_at >= started_at)
);
create trigger execution_profiles_touch before update on execution_profiles for each row execute function touch();
create index idx_execution_profiles_experiment_id on execution_profiles (experiment_id, id);
create index idx_execution_profiles_profile_type on execution_profiles (profile_type, id);
create index idx_execution_profiles_created_at on execution_profiles (created_at, id);
create index idx_execution_profiles_execution_time on execution_profiles (execution_time, id);
create index idx_execution_profiles_memory_peak on execution_profiles (memory_peak_mb, id);
create index idx_execution_profiles_type_created on execution_profiles (profile_type, created_at, id);
create index idx_execution_profiles_exp_created on execution_profiles (experiment_id, created_at, id);

create table profiling_bottlenecks (
  id              uuid primary key,
  owner           text not null,
  profile_id      uuid not null references execution_profiles (id) on delete cascade,
  function_name   text not null check (length(function_name) between 1 and 255),
  module_name     text not null check (length(module_name) between 1 and 255),
  cumulative_time double precision not null check (cumulative_time >= 0),
  time_percent    double precision not null check (time_percent between 0 and 100),
  call_count      bigint not null check (call_count >= 0),
  per_call_time   double precision not null check (per_call_time >= 0),
  severity        text not null check (severity in ('critical', 'high', 'medium', 'low')),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  version         integer not null default 1
);
create trigger profiling_bottlenecks_touch before update on profiling_bottlenecks for each row execute function touch();
create index idx_profiling_bottlenecks_profile_id on profiling_bottlenecks (profile_id, id);
create index idx_profiling_bottlenecks_severity on profiling_bottlenecks (severity, id);
create index idx_profiling_bottlenecks_time_percent on profiling_bottlenecks (time_percent, id);
create index idx_profiling_bottlenecks_function on profiling_bottlenecks (function_name, id);
