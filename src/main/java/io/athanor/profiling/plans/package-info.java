/**
 * Reads execution plans of PostgreSQL and judges them by the work that they do. Pure code without a
 * database. Start reading at {@link io.athanor.profiling.plans.PlanReader}.
 */
package io.athanor.profiling.plans;
