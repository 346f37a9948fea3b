/**
 * A real, durable PostgreSQL server as a child process of this node. Start reading at {@code
 * EmbeddedServer}; everything else is a step of its start: {@code Installation} unpacks the
 * programs, {@code Identity} and {@code Launcher} run them under the right uid so that they die
 * with the JVM, {@code Survivors} clears what an earlier node left running, {@code DataDirectory}
 * initialises the cluster and {@code Postmaster} is the running process.
 */
package io.athanor.persistence.embedded;
