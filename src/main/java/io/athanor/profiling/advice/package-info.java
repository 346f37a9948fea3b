/**
 * Proposes indexes: reads what a plan and its statement compare, sort and group, and says which
 * indexes could serve that. Pure code without a database; whether an index helps is for the planner
 * to say. Start reading at {@link io.athanor.profiling.advice.PlanCandidates}.
 */
package io.athanor.profiling.advice;
