/**
 * The worker pool: claims attempts, runs each in a sandbox of its own, and commits how it ended.
 * Start reading at {@link io.athanor.execution.ExecutionVerticle}; what a sandbox is stands in the
 * package below.
 */
package io.athanor.execution;
