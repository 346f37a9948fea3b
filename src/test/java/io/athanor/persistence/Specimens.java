package io.athanor.persistence;

import static java.util.Map.entry;

import io.athanor.contract.Kind;
import java.util.Map;
import java.util.UUID;

/** The shortest record of each kind: # is a number, names of kinds are their ids. */
final class Specimens {

  private static final Map<Kind, String> SHORTEST =
      Map.ofEntries(
          entry(Kind.SESSION, "{'question':'why?'}"),
          entry(
              Kind.HYPOTHESIS,
              "{'sessionId':'SESSION','researchQuestion':'why?','statement':'It is so indeed.',"
                  + "'rationale':'Because somebody has seen it.','domain':'physics'}"),
          entry(
              Kind.RESULT,
              "{'experimentId':'EXPERIMENT','hypothesisId':'HYPOTHESIS','data':{'a':null}}"),
          entry(
              Kind.PAPER,
              "{'source':'arxiv','sourceId':'#','title':'Of things #','doi':'10.1000/#'}"),
          entry(
              Kind.READING,
              "{'sessionId':'SESSION','paperId':'PAPER','hypothesisId':'HYPOTHESIS'}"),
          entry(Kind.AGENT, "{'agentType':'director','sessionId':'SESSION'}"),
          entry(
              Kind.PROFILE,
              "{'experimentId':'EXPERIMENT','profileType':'experiment','profilingMode':'light','executionTime':1.5,"
                  + "'cpuTime':1.25,'wallTime':1.5,'memoryPeakMb':10.5,'startedAt':'2026-01-01T00:00:00+00:00',"
                  + "'completedAt':'2026-01-01T00:00:01+00:00'}"),
          entry(
              Kind.BOTTLENECK,
              "{'profileId':'PROFILE','functionName':'f','moduleName':'m','cumulativeTime':1.5,'timePercent':50.5,"
                  + "'callCount':3,'perCallTime':0.5,'severity':'high'}"),
          entry(Kind.CONVERSATION, "{'thread':'t','prompt':'How # are you?','response':'Well.'}"),
          entry(Kind.MEMORY, "{'thread':'t','key':'k#','value':'v'}"),
          entry(Kind.TOPIC, "{'name':'learning','taxonomyPath':'science/learning/#'}"),
          entry(Kind.PAPER_TOPIC, "{'paperId':'PAPER','topicId':'TOPIC'}"),
          entry(Kind.TOPIC_SIMILARITY, "{'topicId':'TOPIC','otherId':'TOPIC2','similarity':0.5}"),
          entry(Kind.ENTITY, "{'type':'person','name':'Ada #'}"),
          entry(Kind.RELATIONSHIP, "{'sourceId':'PAPER','targetId':'PAPER2','type':'cite'}"),
          entry(
              Kind.EXPERIMENT_RUN,
              "{'experimentId':'EXPERIMENT','truePositives':3,'falsePositives':1}"),
          entry(Kind.SPEC_SESSION, "{'projectId':'UUID','designJobId':'UUID'}"),
          entry(Kind.DECISION, "{'specSessionId':'SPEC_SESSION','technologyCategory':'database'}"),
          entry(
              Kind.MESSAGE,
              "{'specSessionId':'SPEC_SESSION','decisionId':'DECISION','role':'user','message':'Hello'}"),
          entry(
              Kind.DOCUMENT,
              "{'specSessionId':'SPEC_SESSION','trdContent':'# TRD','qualityScore':90.5}"),
          entry(
              Kind.ERROR,
              "{'specSessionId':'SPEC_SESSION','node':'research','errorType':'timeout','message':'too slow'}"));

  private Specimens() {}

  static String of(Kind kind, int number, UUID experiment, Map<Kind, UUID> made) {
    String record =
        SHORTEST
            .get(kind)
            .replace('\'', '"')
            .replace("#", String.valueOf(number))
            .replace("\"UUID\"", "\"" + new UUID(0x7000, number) + '"')
            .replace("\"EXPERIMENT\"", "\"" + experiment + '"');
    for (Map.Entry<Kind, UUID> one : made.entrySet()) {
      record = record.replace('"' + one.getKey().name() + '"', "\"" + one.getValue() + '"');
    }
    return record;
  }
}
