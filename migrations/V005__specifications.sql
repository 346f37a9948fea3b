-- Technical specifications in the making: their sessions, what was decided and said, the documents, what went wrong; and what another system,
-- the design agent, hands over in the schema shared.

create table tech_spec_sessions (
  id                  uuid primary key,
  owner               text not null,
  project_id          uuid not null,
  -- A job of another system's table: no foreign key, because documents outlive the job that they came from.
  design_job_id       uuid not null,
  user_id             uuid,
  status              text not null default 'pending' check (status in ('pending', 'in_progress', 'paused', 'completed', 'failed')),
  current_stage       text not null default 'initializing' check (current_stage in ('initializing', 'loading_design_docs', 'identifying_gaps',
    'researching_technologies', 'awaiting_user_decision', 'generating_trd', 'validating_output', 'completed')),
  progress_percentage double precision not null default 0 check (progress_percentage between 0 and 100),
  session_data        jsonb not null default '{}',
  websocket_url       text check (length(websocket_url) <= 2000),
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  completed_at        timestamptz,
  version             integer not null default 1
);
create trigger tech_spec_sessions_touch before update on tech_spec_sessions for each row execute function touch();
create trigger tech_spec_sessions_status before update of status on tech_spec_sessions for each row
  when (old.status is distinct from new.status)
  execute function guard_status('pending>in_progress', 'pending>failed', 'in_progress>paused', 'in_progress>completed', 'in_progress>failed',
    'paused>in_progress', 'paused>failed', 'failed>in_progress');
create trigger tech_spec_sessions_completion before insert or update of status on tech_spec_sessions for each row
  execute function stamp_completion('completed', 'failed');
create index idx_session_status_created on tech_spec_sessions (status, id);
create index tech_spec_sessions_project on tech_spec_sessions (project_id, id);
-- One session at a time works on a design.
create unique index tech_spec_sessions_open on tech_spec_sessions (project_id, design_job_id)
  where status in ('pending', 'in_progress', 'paused');
create index tech_spec_sessions_design_job on tech_spec_sessions (design_job_id, id);

create table tech_research (
  id                  uuid primary key,
  owner               text not null,
  session_id          uuid not null references tech_spec_sessions (id) on delete cascade,
  technology_category text not null check (technology_category in ('authentication', 'database', 'file_upload', 'email', 'payments',
    'frontend_framework', 'backend_framework', 'caching', 'real_time', 'deployment')),
  gap_description     text check (length(gap_description) <= 20000),
  researched_options  jsonb not null default '[]',
  selected_technology text check (length(selected_technology) between 1 and 100),
  selection_reasoning text check (length(selection_reasoning) <= 500),
  decided_at          timestamptz,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  version             integer not null default 1
);
create function stamp_decision() returns trigger language plpgsql as $$
begin
  new.decided_at := case when new.selected_technology is not null then coalesce(new.decided_at, now()) end;
  return new;
end
$$;
create trigger tech_research_decision before insert or update of selected_technology on tech_research for each row execute function stamp_decision();
create trigger tech_research_touch before update on tech_research for each row execute function touch();
create unique index tech_research_category on tech_research (session_id, technology_category);
create index tech_research_session on tech_research (session_id, id);

create table tech_conversations (
  id           uuid primary key,
  owner        text not null,
  session_id   uuid not null references tech_spec_sessions (id) on delete cascade,
  research_id  uuid references tech_research (id) on delete set null,
  role         text not null check (role in ('user', 'agent', 'system')),
  message      text not null check (length(message) between 1 and 100000),
  message_type text check (length(message_type) between 1 and 50),
  metadata     jsonb,
  at           timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  version      integer not null default 1
);
create trigger tech_conversations_touch before update on tech_conversations for each row execute function touch();
create index idx_conversation_session_timestamp on tech_conversations (session_id, id);
-- What deleting a decision looks for.
create index tech_conversations_research on tech_conversations (research_id, id) where research_id is not null;

create table generated_trd_documents (
  id                   uuid primary key,
  owner                text not null,
  session_id           uuid not null references tech_spec_sessions (id) on delete cascade,
  revision             integer not null check (revision >= 1),
  trd_content          text not null check (length(trd_content) between 1 and 1000000),
  api_specification    jsonb,
  database_schema      jsonb,
  tech_stack_document  jsonb,
  architecture_diagram text check (length(architecture_diagram) <= 100000),
  quality_score        double precision check (quality_score between 0 and 100),
  validation_report    jsonb,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  version              integer not null default 1
);
-- The next revision of its session, unless one is given.
create function next_revision() returns trigger language plpgsql as $$
begin
  if new.revision is null then
    -- Two at once for one session come one after the other.
    perform 1 from tech_spec_sessions where id = new.session_id for no key update;
    select coalesce(max(revision), 0) + 1 into new.revision from generated_trd_documents where session_id = new.session_id;
  end if;
  return new;
end
$$;
create trigger generated_trd_documents_revision before insert on generated_trd_documents for each row execute function next_revision();
create trigger generated_trd_documents_touch before update on generated_trd_documents for each row execute function touch();
create unique index generated_trd_documents_revision on generated_trd_documents (session_id, revision);
create index generated_trd_documents_session on generated_trd_documents (session_id, id);
create index generated_trd_documents_quality on generated_trd_documents (quality_score, id);

create table agent_error_logs (
  id                uuid primary key,
  owner             text not null,
  session_id        uuid not null references tech_spec_sessions (id) on delete cascade,
  node              text not null check (length(node) between 1 and 100),
  error_type        text not null check (length(error_type) between 1 and 50),
  message           text not null check (length(message) between 1 and 20000),
  stack_trace       text check (length(stack_trace) <= 100000),
  retry_count       integer not null default 0 check (retry_count >= 0),
  recovered         boolean not null default false,
  recovery_strategy text check (length(recovery_strategy) between 1 and 100),
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  version           integer not null default 1
);
create trigger agent_error_logs_touch before update on agent_error_logs for each row execute function touch();
create index agent_error_logs_session on agent_error_logs (session_id, id);
create index idx_error_node_recovered on agent_error_logs (node, recovered, id);
-- The few that are still to be dealt with.
create index agent_error_logs_open on agent_error_logs (id) where not recovered;

-- The tables of the design agent, as it defines them, where they are not there already: its own migrations may have come first, and may belong
-- to somebody who lets us read only.
do $$
begin
  create schema if not exists shared;
  create table if not exists shared.design_jobs (
    job_id        uuid primary key default gen_random_uuid(),
    project_id    varchar(100) not null,
    user_id       varchar(100) not null,
    prd_content   text not null,
    trd_content   text not null,
    status        varchar(50) not null default 'pending',
    error_message text,
    created_at    timestamptz not null default now(),
    started_at    timestamptz,
    completed_at  timestamptz
  );
  create index if not exists ix_design_jobs_status on shared.design_jobs (status);
  create index if not exists ix_design_jobs_created_at on shared.design_jobs (created_at);
  create index if not exists ix_design_jobs_project_id on shared.design_jobs (project_id);
  create table if not exists shared.design_outputs (
    output_id     uuid primary key default gen_random_uuid(),
    job_id        uuid not null references shared.design_jobs (job_id),
    document_type varchar(50) not null,
    file_name     varchar(255) not null,
    content       text not null,
    version       varchar(20) not null default '0.9',
    metadata      jsonb,
    created_at    timestamptz not null default now(),
    unique (job_id, document_type, version)
  );
  create table if not exists shared.design_decisions (
    decision_id   uuid primary key default gen_random_uuid(),
    job_id        uuid not null references shared.design_jobs (job_id),
    screen_name   varchar(255) not null,
    decision_type varchar(100) not null,
    rationale     text,
    alternatives  jsonb,
    user_feedback text,
    "timestamp"   timestamptz not null default now()
  );
  create index if not exists ix_design_decisions_job_id on shared.design_decisions (job_id);
  create table if not exists shared.design_progress (
    progress_id              uuid primary key default gen_random_uuid(),
    job_id                   uuid not null unique references shared.design_jobs (job_id),
    current_phase            integer not null check (current_phase between 1 and 6),
    phase_name               varchar(100),
    progress_percent         double precision not null default 0,
    screen_count             integer,
    completed_screens        integer,
    estimated_time_remaining integer,
    last_updated             timestamptz not null default now()
  );
exception
  when insufficient_privilege then
    raise warning 'schema shared: %; the design agent''s own migrations have to make it', sqlerrm;
end
$$;

-- What we read of them, under a version of its own: a producer that changes its tables changes these views, or adds a second version.
create schema if not exists shared_api;

create function shared_api.make_views() returns void language plpgsql as $$
begin
  create or replace view shared_api.design_jobs_v1 as
    select job_id, project_id::text, user_id::text, status::text, error_message, created_at, started_at, completed_at from shared.design_jobs;
  create or replace view shared_api.design_outputs_v1 as
    select output_id, job_id, document_type::text, file_name::text, content, version::text, created_at from shared.design_outputs;
  create or replace view shared_api.design_decisions_v1 as
    select decision_id, job_id, screen_name::text, decision_type::text, rationale, alternatives, user_feedback, "timestamp" as decided_at
    from shared.design_decisions;
  create or replace view shared_api.design_progress_v1 as
    select job_id, current_phase, phase_name::text, progress_percent, screen_count, completed_screens, estimated_time_remaining, last_updated
    from shared.design_progress;
end
$$;
do $$
begin
  perform shared_api.make_views();
exception
  when undefined_table or undefined_column or invalid_schema_name or insufficient_privilege then
    raise warning 'schema shared_api: %; what reads the design agent''s tables will say so', sqlerrm;
end
$$;
