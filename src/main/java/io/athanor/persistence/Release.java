package io.athanor.persistence;

/**
 * What becomes of attempts whose node went away, as the end of a statement that has deleted them
 * from running into {@code gone}: each is recorded as LOST, and its experiment is queued again,
 * fails when it was lost too often, or is cancelled when that was asked for.
 */
final class Release {

  /**
   * Expects {@code gone} with the columns of running, {@code $1} the largest number of losses and
   * {@code $2} the reason in words.
   */
  static final String REST =
      """
      , lost_attempts as (
        insert into attempts (experiment_id, number, node_id, token, verdict, reason, claimed_at, finished_at)
        select experiment_id, attempt, node_id, token, 'LOST', $2, claimed_at, now() from gone
      ), settled as (
        select g.*, c.experiment_id is not null as cancelled, c.reason as cancel_reason,
          c.experiment_id is null and g.lost + 1 < $1::int as again
        from gone g left join cancellations c on c.experiment_id = g.experiment_id
      ), queued as (
        insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
        select experiment_id, pool, class, rank, attempt + 1, lost + 1, memory from settled where again
      ), ended as (
        insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt, started_at)
        select s.experiment_id, case when cancelled then 'CANCELLED' else 'FAILED' end,
          case when cancelled then 'CANCELLED' else 'LOST' end,
          case when cancelled then coalesce(cancel_reason, 'cancelled') else $2 || '; lost ' || s.lost + 1 || ' times, not tried again' end,
          s.domain, s.session_id, s.attempt, s.claimed_at
        from settled s where not again
      ), uncancelled as (
        delete from cancellations where experiment_id in (select experiment_id from settled where cancelled)
      ), announced as (
        insert into outbox (experiments, state, verdict)
        select array_agg(experiment_id), case when again then 'QUEUED' when cancelled then 'CANCELLED' else 'FAILED' end,
          case when again then null when cancelled then 'CANCELLED' else 'LOST' end
        from settled group by 2, 3
      )
      select experiment_id, pool, again from settled""";

  private Release() {}
}
