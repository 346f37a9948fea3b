/**
 * Athanor, a laboratory server for computational experiments. A request comes in over HTTP, becomes
 * a record, travels to the verticle that owns that matter, and an answer or a refusal comes back.
 * Things that happened are announced as events. One package per verticle, named for what it owns;
 * {@code contract} is everything that may be said, {@code bus} knows how to say it, {@code app}
 * decides what lives on this node.
 */
package io.athanor;
