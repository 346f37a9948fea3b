/**
 * Measures where time goes: merges what every node observed of its statements. Start reading at
 * {@link io.athanor.profiling.ProfilingVerticle}.
 */
package io.athanor.profiling;
