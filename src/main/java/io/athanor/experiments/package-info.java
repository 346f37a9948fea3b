/**
 * The front desk: what is submitted is checked, completed with defaults and fingerprinted here
 * before it is stored. Start reading at {@link io.athanor.experiments.ExperimentsVerticle}.
 */
package io.athanor.experiments;
