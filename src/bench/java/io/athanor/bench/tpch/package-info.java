/**
 * The tables and queries of TPC-H, by which the choice of indexes is judged: what the planner
 * expects of a list of indexes, and what they do when they are there. Start reading at {@link
 * io.athanor.bench.tpch.TpchDatabase}.
 */
package io.athanor.bench.tpch;
