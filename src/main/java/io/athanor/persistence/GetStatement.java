package io.athanor.persistence;

import io.athanor.contract.Experiments.Include;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one experiment with the parts that were asked for, always in one statement. */
final class GetStatement {

  private static final String RESULT =
      """
      (select coalesce(s.result::text, (select convert_from(string_agg(k.bytes, null order by k.number), 'UTF8')
          from contents t join content_chunks k on k.digest = t.digest and k.number < t.chunks where t.digest = s.result_digest))
        from attempts s where s.experiment_id = coalesce(e.reused_from, e.id) and s.verdict = 'SUCCEEDED')""";

  private static final String ATTEMPTS =
      """
      (select coalesce(json_agg(json_strip_nulls(json_build_object('number', a.number, 'node', a.node_id,
        'verdict', a.verdict, 'reason', a.reason, 'exitCode', a.exit_code, 'signal', a.signal, 'claimedAt', a.claimed_at,
        'startedAt', a.started_at, 'finishedAt', a.finished_at, 'storedAt', a.stored_at, 'wallMillis', a.usage->'wallMillis',
        'cpuMillis', a.usage->'cpuMillis', 'peakMemory', a.usage->'peakMemory', 'stdoutBytes', a.usage->'stdoutBytes',
        'stderrBytes', a.usage->'stderrBytes', 'truncated', a.usage->'truncated', 'tier', a.usage->'tier',
        'start', a.usage->'start', 'startMillis', a.usage->'startMillis', 'interpreter', a.usage->'interpreter', 'notes', a.usage->'notes',
        'firstOutputMillis', a.usage->'firstOutputMillis', 'memoryLimit', a.usage->'memoryLimit', 'platform', a.usage->'platform',
        'phases', json_build_object('queued', millis(a.before, a.claimed_at), 'toStart', millis(a.claimed_at, a.started_at),
          'running', millis(a.started_at, a.finished_at), 'toStore', millis(a.finished_at, a.stored_at)),
        'error', a.error))
        order by a.number), '[]')::text from (
        select x.*, coalesce(lag(x.stored_at) over (order by x.number), e.submitted_at) as before from attempts x
        where x.experiment_id = coalesce(e.reused_from, e.id)) a)""";

  private static final String METRICS =
      """
      (select coalesce(json_agg(json_build_object('name', m.name, 'value', m.value, 'step', m.step, 'at', m.at)
        order by m.ordinal), '[]')::text from metrics m where m.experiment_id = coalesce(e.reused_from, e.id))""";

  private static final String ARTIFACTS =
      """
      (select coalesce(json_agg(json_build_object('name', f.name, 'size', f.size, 'contentType', f.content_type,
          'digest', encode(f.digest, 'hex')) order by f.name), '[]')::text
        from artifacts f where f.experiment_id = coalesce(e.reused_from, e.id))""";

  private static final String HYPOTHESIS =
      "(select "
          + HypothesisTable.TABLE.body("y")
          + " from hypotheses y where y.id = e.hypothesis_id)";

  /**
   * One statement for each set of included parts: what is not asked for must not be in the plan
   * either, because every partition of its table would be locked and prepared for each execution,
   * which takes four times as long as the rest.
   */
  private static final Map<Set<Include>, Statement> GET =
      sets().stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), GetStatement::statement));

  private GetStatement() {}

  /** The statement that answers these parts. */
  static Statement including(Collection<Include> include) {
    return GET.get(Set.copyOf(include));
  }

  private static Set<Set<Include>> sets() {
    Set<Set<Include>> sets = new HashSet<>(Set.of(Set.of()));
    for (Include part : Include.values()) {
      for (Set<Include> without : List.copyOf(sets)) {
        Set<Include> with = new HashSet<>(without);
        with.add(part);
        sets.add(Set.copyOf(with));
      }
    }
    return sets;
  }

  private static Statement statement(Set<Include> include) {
    StringBuilder parts = new StringBuilder();
    for (Include part : Include.values()) {
      if (include.contains(part)) {
        parts.append(", ").append(column(part)).append(" as ").append(member(part));
      }
    }
    return new Statement(
        "experiments.get",
        "select "
            + ExperimentReader.HEAD
            + " as head, e.parameters::text as parameters, e.protocol::text as protocol, o.experiment_id is not null as terminal,"
            + " o.experiment_id is null and r.experiment_id is null as waits"
            + parts
            + " from experiments e\n"
            + ExperimentReader.JOINS
            + " where e.id = $1");
  }

  private static String column(Include part) {
    return switch (part) {
      case RESULT -> RESULT;
      case ATTEMPTS -> ATTEMPTS;
      case METRICS -> METRICS;
      case ARTIFACTS -> ARTIFACTS;
      case HYPOTHESIS -> HYPOTHESIS;
    };
  }

  /** The name of the part, in the rows as in the document. */
  static String member(Include part) {
    return part.name().toLowerCase(Locale.ROOT);
  }
}
