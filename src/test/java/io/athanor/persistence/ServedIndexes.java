package io.athanor.persistence;

import io.athanor.contract.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The indexes of the research store and what they are for. */
final class ServedIndexes {

  /** Each with the page that it serves: kind, filters and order. */
  static final List<String> ALL =
      List.of(
          "idx_research_sessions_status SESSION status=active",
          "idx_research_sessions_domain SESSION domain=d1",
          "idx_research_sessions_created_at SESSION createdAfter=2026-01-01T00:00:00Z",
          "idx_research_sessions_domain_status SESSION domain=d1 status=active",
          "idx_hypotheses_domain HYPOTHESIS domain=d1",
          "idx_hypotheses_status HYPOTHESIS status=testing",
          "idx_hypotheses_novelty_score HYPOTHESIS sort=-novelty",
          "idx_hypotheses_testability_score HYPOTHESIS sort=-testability",
          "idx_hypotheses_created_at HYPOTHESIS createdBefore=2027-01-01T00:00:00Z",
          "idx_hypotheses_domain_status HYPOTHESIS domain=d1 status=testing",
          "idx_hypotheses_domain_novelty HYPOTHESIS domain=d1 sort=-novelty",
          "hypotheses_session HYPOTHESIS sessionId=PARENT",
          "hypotheses_parent HYPOTHESIS parentId=PARENT",
          "idx_results_experiment_id RESULT experimentId=PARENT",
          "idx_results_p_value RESULT sort=pValue",
          "idx_results_supports_hypothesis RESULT supportsHypothesis=true",
          "idx_results_created_at RESULT createdAfter=2026-01-01T00:00:00Z",
          "results_hypothesis RESULT hypothesisId=PARENT",
          "results_session RESULT sessionId=PARENT",
          "idx_papers_domain PAPER domain=d1",
          "idx_papers_source PAPER source=s1",
          "idx_papers_relevance_score PAPER sort=-relevance",
          "idx_papers_publication_date PAPER sort=-published",
          "idx_papers_created_at PAPER createdAfter=2026-01-01T00:00:00Z",
          "idx_papers_domain_relevance PAPER domain=d1 sort=-relevance",
          "idx_papers_domain_pubdate PAPER domain=d1 sort=-published",
          "papers_search PAPER search=3999",
          "readings_session READING sessionId=PARENT",
          "readings_paper READING paperId=PARENT",
          "readings_hypothesis READING hypothesisId=PARENT",
          "idx_agents_agent_type AGENT agentType=t1",
          "idx_agents_status AGENT status=idle",
          "idx_agents_created_at AGENT createdAfter=2026-01-01T00:00:00Z",
          "idx_agents_type_status AGENT agentType=t1 status=idle",
          "agents_session AGENT sessionId=PARENT",
          "idx_execution_profiles_experiment_id PROFILE experimentId=PARENT",
          "idx_execution_profiles_profile_type PROFILE profileType=agent",
          "idx_execution_profiles_created_at PROFILE createdAfter=2026-01-01T00:00:00Z",
          "idx_execution_profiles_execution_time PROFILE sort=-executionTime",
          "idx_execution_profiles_memory_peak PROFILE sort=-memoryPeak",
          "idx_execution_profiles_type_created PROFILE profileType=agent createdAfter=2026-01-01T00:00:00Z",
          "idx_execution_profiles_exp_created PROFILE experimentId=PARENT createdAfter=2026-01-01T00:00:00Z",
          "idx_profiling_bottlenecks_profile_id BOTTLENECK profileId=PARENT",
          "idx_profiling_bottlenecks_severity BOTTLENECK severity=high",
          "idx_profiling_bottlenecks_time_percent BOTTLENECK sort=-timePercent",
          "idx_profiling_bottlenecks_function BOTTLENECK functionName=f7",
          "ix_conv_session_ts CONVERSATION thread=t7",
          "ix_conv_ts_session CONVERSATION",
          "ix_conv_reviewed_ts CONVERSATION reviewed=false",
          "ix_conv_source_ts CONVERSATION source=cli",
          "conversations_good CONVERSATION good=true",
          "conversations_search CONVERSATION search=3999",
          "memories_thread MEMORY thread=t7",
          "topics_name TOPIC name=n7",
          "topics_path TOPIC under=a/12",
          "idx_entities_type ENTITY type=lab",
          "idx_entities_name ENTITY name=n77",
          "idx_entities_influence ENTITY sort=-influence",
          "idx_entities_merged_into ENTITY mergedIntoId=PARENT",
          "idx_experiment_runs_experiment_started EXPERIMENT_RUN experimentId=PARENT sort=-started",
          "idx_session_status_created SPEC_SESSION status=failed",
          "tech_spec_sessions_project SPEC_SESSION projectId=PARENT",
          "tech_spec_sessions_design_job SPEC_SESSION designJobId=PARENT",
          "tech_research_session DECISION specSessionId=PARENT",
          "idx_conversation_session_timestamp MESSAGE specSessionId=PARENT",
          "tech_conversations_research MESSAGE decisionId=PARENT",
          "generated_trd_documents_session DOCUMENT specSessionId=PARENT",
          "generated_trd_documents_quality DOCUMENT sort=-quality",
          "agent_error_logs_session ERROR specSessionId=PARENT",
          "idx_error_node_recovered ERROR node=n1 recovered=true",
          "agent_error_logs_open ERROR recovered=false");

  /** The 32 of the six core tables of an earlier system, whose names are kept. */
  static final List<String> NAMED =
      List.of(
          "idx_research_sessions_status",
          "idx_research_sessions_domain",
          "idx_research_sessions_created_at",
          "idx_research_sessions_domain_status",
          "idx_hypotheses_domain",
          "idx_hypotheses_status",
          "idx_hypotheses_novelty_score",
          "idx_hypotheses_testability_score",
          "idx_hypotheses_created_at",
          "idx_hypotheses_domain_status",
          "idx_hypotheses_domain_novelty",
          "idx_experiments_domain",
          "idx_experiments_status",
          "idx_experiments_hypothesis_id",
          "idx_experiments_created_at",
          "idx_experiments_domain_status",
          "idx_experiments_status_created",
          "idx_results_experiment_id",
          "idx_results_p_value",
          "idx_results_supports_hypothesis",
          "idx_results_created_at",
          "idx_papers_domain",
          "idx_papers_source",
          "idx_papers_relevance_score",
          "idx_papers_publication_date",
          "idx_papers_created_at",
          "idx_papers_domain_relevance",
          "idx_papers_domain_pubdate",
          "idx_agents_agent_type",
          "idx_agents_status",
          "idx_agents_created_at",
          "idx_agents_type_status");

  /** Those whose columns a longer index begins with too; without the id they would be redundant. */
  static final List<String> COVERED =
      List.of(
          "idx_experiments_status",
          "idx_experiments_domain",
          "idx_hypotheses_domain",
          "idx_papers_domain",
          "idx_research_sessions_domain",
          "idx_agents_agent_type");

  private ServedIndexes() {}

  /** The HTTP request of each index, experiments first. */
  static Map<String, String> requests() {
    Map<String, String> requests = new LinkedHashMap<>();
    ExperimentRequests.ALL.forEach(
        request -> requests.put(request.index(), "/experiments?" + request.query()));
    for (String served : ALL) {
      String[] words = served.split(" ", 3);
      String query = words.length < 3 ? "" : "?" + words[2].replace(' ', '&');
      requests.put(words[0], "/" + Kind.valueOf(words[1]).path() + query.replace("PARENT", "{id}"));
    }
    return requests;
  }
}
