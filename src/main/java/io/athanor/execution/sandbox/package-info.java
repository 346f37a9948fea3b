/**
 * Runs one attempt of a program in a sandbox of its own: bubblewrap, a small PID 1 of ours, a
 * seccomp filter, cgroups where they can be written. Plain Java: answers come as callbacks on the
 * sandbox's own reader thread. Start reading at {@link io.athanor.execution.sandbox.Sandboxes}.
 */
package io.athanor.execution.sandbox;
