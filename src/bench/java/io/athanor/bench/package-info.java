/**
 * Figures against named baselines, in the same run on the same machine: {@code ./athanor bench}.
 */
package io.athanor.bench;
