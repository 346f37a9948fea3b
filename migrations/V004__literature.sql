-- What papers are about, how good they look, who writes them and how they cite each other.

create table topics (
  id            uuid primary key,
  owner         text not null,
  name          text not null check (length(name) between 1 and 200),
  -- Ordered by bytes, so that everything below a path lies between two bounds.
  taxonomy_path text collate "C" not null check (length(taxonomy_path) between 1 and 500),
  description   text check (length(description) <= 20000),
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  version       integer not null default 1
);
create trigger topics_touch before update on topics for each row execute function touch();
create unique index topics_path on topics (taxonomy_path);
create index topics_name on topics (name, taxonomy_path, id);

-- One row for each paper that was scored. Time and source are those of the paper, so that the best of them are found in one index.
create table paper_scores (
  paper_id     uuid primary key references papers (id) on delete cascade,
  novelty      double precision not null check (novelty between 0 and 100),
  emergence    double precision not null check (emergence between 0 and 100),
  obscurity    double precision not null check (obscurity between 0 and 100),
  discovery    double precision not null check (discovery between 0 and 100),
  signals      jsonb not null,
  published_at timestamptz not null,
  source       text not null,
  computed_at  timestamptz not null default now()
);
create index idx_scores_discovery_artifact on paper_scores (discovery desc, published_at desc, paper_id desc) include (source);
-- For those asking for a short time only.
create index paper_scores_published on paper_scores (published_at desc, paper_id desc) include (discovery, source);

create table paper_topics (
  id           uuid primary key,
  owner        text not null,
  paper_id     uuid not null references papers (id) on delete cascade,
  topic_id     uuid not null references topics (id) on delete cascade,
  confidence   double precision not null default 1 check (confidence between 0 and 1),
  published_at timestamptz not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  version      integer not null default 1
);
create trigger paper_topics_touch before update on paper_topics for each row execute function touch();
create unique index paper_topics_pair on paper_topics (paper_id, topic_id);
create index idx_artifact_topics_topic_artifact on paper_topics (topic_id, published_at desc, paper_id desc);

-- Keeps the time of a paper where it is copied to. A paper without one counts from when it was stored.
create function copy_published() returns trigger language plpgsql as $$
begin
  select coalesce(p.published_at, p.created_at) into new.published_at from papers p where p.id = new.paper_id;
  -- The foreign key says better what is wrong than a missing time would.
  new.published_at := coalesce(new.published_at, now());
  return new;
end
$$;
create trigger paper_topics_published before insert on paper_topics for each row execute function copy_published();

create function follow_paper() returns trigger language plpgsql as $$
begin
  update paper_scores set published_at = coalesce(new.published_at, new.created_at), source = new.source where paper_id = new.id;
  update paper_topics set published_at = coalesce(new.published_at, new.created_at) where paper_id = new.id;
  return null;
end
$$;
create trigger papers_followed after update of published_at, source on papers for each row
  when (old.published_at is distinct from new.published_at or old.source is distinct from new.source) execute function follow_paper();

-- Stored once for each pair, the smaller id first.
create table topic_similarities (
  id          uuid primary key,
  owner       text not null,
  topic_id    uuid not null references topics (id) on delete cascade,
  other_id    uuid not null references topics (id) on delete cascade,
  similarity  double precision not null check (similarity between 0 and 1),
  computed_at timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1,
  check (topic_id < other_id)
);
create function order_pair() returns trigger language plpgsql as $$
declare
  smaller uuid := new.other_id;
begin
  if smaller < new.topic_id then
    new.other_id := new.topic_id;
    new.topic_id := smaller;
  end if;
  return new;
end
$$;
create trigger topic_similarities_pair before insert on topic_similarities for each row execute function order_pair();
create trigger topic_similarities_touch before update on topic_similarities for each row execute function touch();
create unique index topic_similarities_pair on topic_similarities (topic_id, other_id);
create index idx_topic_similarity_topic1_score on topic_similarities (topic_id, similarity desc, id desc);
create index idx_topic_similarity_topic2_score on topic_similarities (other_id, similarity desc, id desc);

create table entities (
  id                    uuid primary key,
  owner                 text not null,
  type                  text not null check (type in ('person', 'lab', 'org')),
  name                  text not null check (length(name) between 1 and 500),
  description           text check (length(description) <= 20000),
  homepage_url          text check (length(homepage_url) <= 2000),
  accounts              jsonb not null default '[]',
  impact_metrics        jsonb,
  collaboration_network jsonb,
  research_trajectory   jsonb,
  expertise_areas       jsonb not null default '[]',
  platform_activity     jsonb,
  influence_score       double precision not null default 0 check (influence_score between 0 and 1e12),
  last_activity_at      timestamptz,
  metadata              jsonb,
  merged_into_id        uuid references entities (id) on delete set null,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  version               integer not null default 1,
  check (merged_into_id <> id)
);
create trigger entities_touch before update on entities for each row execute function touch();
create index idx_entities_type on entities (type, id);
create index idx_entities_name on entities (lower(name), id);
create index idx_entities_influence on entities (influence_score desc, id desc) include (last_activity_at);
create index idx_entities_activity_influence on entities (last_activity_at desc, influence_score desc, id desc);
create index idx_entities_merged_into on entities (merged_into_id, id) where merged_into_id is not null;

-- The citation graph: an edge goes from what cites to what is cited.
create table relationships (
  id               uuid primary key,
  owner            text not null,
  source_id        uuid not null references papers (id) on delete cascade,
  target_id        uuid not null references papers (id) on delete cascade,
  type             text not null check (type in ('cite', 'reference', 'discuss', 'implement', 'mention', 'related')),
  confidence       double precision not null default 1 check (confidence between 0 and 1),
  detection_method text check (length(detection_method) between 1 and 100),
  metadata         jsonb,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  version          integer not null default 1,
  check (source_id <> target_id)
);
create trigger relationships_touch before update on relationships for each row execute function touch();
create unique index relationships_pair on relationships (source_id, target_id, type);
create index idx_relationships_source_confidence on relationships (source_id, confidence desc, id desc);
create index idx_relationships_target_confidence on relationships (target_id, confidence desc, id desc);

-- How well an experiment's answers agreed with what people had labelled.
create table experiment_runs (
  id              uuid primary key,
  owner           text not null,
  experiment_id   uuid not null references experiments (id) on delete cascade,
  status          text not null default 'completed' check (status in ('running', 'completed', 'failed')),
  started_at      timestamptz not null default now(),
  finished_at     timestamptz,
  true_positives  bigint not null default 0 check (true_positives between 0 and 1000000000000),
  false_positives bigint not null default 0 check (false_positives between 0 and 1000000000000),
  true_negatives  bigint not null default 0 check (true_negatives between 0 and 1000000000000),
  false_negatives bigint not null default 0 check (false_negatives between 0 and 1000000000000),
  precision       double precision generated always as (true_positives::double precision / nullif(true_positives + false_positives, 0)) stored,
  recall          double precision generated always as (true_positives::double precision / nullif(true_positives + false_negatives, 0)) stored,
  f1_score        double precision generated always as (2 * true_positives::double precision
    / nullif(2 * true_positives + false_positives + false_negatives, 0)) stored,
  accuracy        double precision generated always as ((true_positives + true_negatives)::double precision
    / nullif(true_positives + true_negatives + false_positives + false_negatives, 0)) stored,
  config          jsonb,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  version         integer not null default 1
);
create trigger experiment_runs_touch before update on experiment_runs for each row execute function touch();
create index idx_experiment_runs_experiment_started on experiment_runs (experiment_id, started_at, id);
