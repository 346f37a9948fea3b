/**
 * Whether statements would be executed as before: plans of now beside those of a baseline. Start
 * reading at {@link io.athanor.profiling.gate.GateJudge}.
 */
package io.athanor.profiling.gate;
