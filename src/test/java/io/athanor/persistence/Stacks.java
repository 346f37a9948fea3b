package io.athanor.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** A research store with so many records of each kind, under 100 sessions. */
final class Stacks {

  /** The id of the record with this number, the same in every table. */
  static final String ID = "('0000000000007000a000' || lpad(i::text, 12, '0'))::uuid";

  private static final String PARENT =
      "('0000000000007000a000' || lpad((1 + i % 100)::text, 12, '0'))::uuid";
  private static final String AT = "'2026-01-01'::timestamptz + i * interval '1 second'";

  private Stacks() {}

  static void fill(Connection connection, int from, int to) throws SQLException {
    String series = " from generate_series(" + from + ", " + to + ") i";
    core(connection, series);
    literature(connection, series);
    specifications(connection, series);
  }

  private static void core(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into sessions (id, owner, question, domain, status, created_at) select "
            + ID
            + ", 'a', 'why?', 'd' || i % 5, (array['active', 'paused', 'completed'])[1 + i % 3], "
            + AT
            + series,
        "insert into hypotheses (id, owner, session_id, parent_id, research_question, statement, rationale, domain, status, novelty_score,"
            + " testability_score, created_at) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", case when i % 10 = 0 then "
            + PARENT
            + " end,"
            + " 'why?', 'It is so indeed.', 'Because somebody has seen it.', 'd' || i % 5, (array['generated', 'testing', 'supported'])[1 + i % 3],"
            + " i % 1000 / 1000.0, i % 999 / 1000.0, "
            + AT
            + series,
        "insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint, session_id, hypothesis_id) select "
            + ID
            + ", 'a', 'python', '{}', 0, 'p', '{}', sha256('r'), "
            + PARENT
            + ", "
            + PARENT
            + series);
    results(connection, series);
    conversations(connection, series);
  }

  private static void results(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into results (id, owner, experiment_id, data, supports_hypothesis, p_value, created_at) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", '{}', i % 2 = 0, i % 1000 / 1000.0, "
            + AT
            + series,
        "insert into agents (id, owner, session_id, agent_type, status, created_at) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", 't' || i % 5, (array['created', 'running', 'idle'])[1 + i % 3], "
            + AT
            + series);
    profiles(connection, series);
  }

  private static void profiles(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into execution_profiles (id, owner, experiment_id, profile_type, profiling_mode, execution_time, cpu_time, wall_time,"
            + " memory_peak_mb, memory_start_mb, memory_end_mb, memory_allocated_mb, profiler_overhead_ms, started_at, completed_at, created_at)"
            + " select "
            + ID
            + ", 'a', "
            + PARENT
            + ", (array['experiment', 'agent', 'workflow'])[1 + i % 3], 'light', i % 1000, 1, 1, i % 999,"
            + " 0, 0, 0, 0, now(), now(), "
            + AT
            + series,
        "insert into profiling_bottlenecks (id, owner, profile_id, function_name, module_name, cumulative_time, time_percent, call_count,"
            + " per_call_time, severity) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", 'f' || i % 100, 'm', 1, i % 100, 1, 1,"
            + " (array['critical', 'high', 'low'])[1 + i % 3]"
            + series);
  }

  private static void conversations(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into conversations (id, owner, thread, at, prompt, response, source, rating, reviewed) select "
            + ID
            + ", 'a', 't' || i % 100, "
            + AT
            + ", 'question ' || i, 'answer', (array['api', 'cli'])[1 + i % 2], 1 + i % 5, i % 3 = 0"
            + series,
        "insert into memories (id, owner, thread, key, value) select "
            + ID
            + ", 'a', 't' || i % 100, 'k' || i, 'v'"
            + series);
  }

  private static void literature(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into papers (id, owner, source, title, domain, relevance_score, published_at, created_at) select "
            + ID
            + ", 'a', 's' || i % 5, 'Paper ' || i, 'd' || i % 5, i % 1000 / 1000.0, "
            + AT
            + ", "
            + AT
            + series,
        "insert into readings (id, owner, session_id, paper_id, hypothesis_id) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", "
            + ID
            + ", "
            + PARENT
            + series,
        "insert into topics (id, owner, name, taxonomy_path) select "
            + ID
            + ", 'a', 'n' || i % 100, 'a/' || i"
            + series,
        "insert into entities (id, owner, type, name, influence_score, last_activity_at, merged_into_id) select "
            + ID
            + ", 'a', (array['person', 'lab', 'org'])[1 + i % 3], 'N' || i, i % 1000, "
            + AT
            + ", case when i % 10 = 0 then "
            + PARENT
            + " end"
            + series,
        "insert into experiment_runs (id, owner, experiment_id, started_at) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", "
            + AT
            + series);
  }

  private static void specifications(Connection connection, String series) throws SQLException {
    Sql.execute(
        connection,
        "insert into tech_spec_sessions (id, owner, project_id, design_job_id, status) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", "
            + ID
            + ", (array['completed', 'failed'])[1 + i % 2]"
            + series,
        "insert into tech_research (id, owner, session_id, technology_category) select "
            + ID
            + ", 'a', "
            + ID
            + ", 'database'"
            + series,
        "insert into tech_conversations (id, owner, session_id, research_id, role, message) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", "
            + PARENT
            + ", 'user', 'm'"
            + series,
        "insert into generated_trd_documents (id, owner, session_id, revision, trd_content, quality_score) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", 1 + i / 100, 'c', i % 100"
            + series,
        "insert into agent_error_logs (id, owner, session_id, node, error_type, message, recovered) select "
            + ID
            + ", 'a', "
            + PARENT
            + ", 'n' || i % 10, 'e', 'm', i % 100 <> 0"
            + series);
  }
}
