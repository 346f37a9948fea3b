/**
 * What the planner would do if: a copy of a database without its rows, in which each relation has
 * the statistics and the size of the real one. Start reading at {@link
 * io.athanor.persistence.twin.SparseTwin}.
 */
package io.athanor.persistence.twin;
