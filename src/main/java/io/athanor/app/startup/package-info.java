/**
 * Starting and stopping the parts of a node in the order of their needs. Start reading at {@code
 * StartupGraph}, then {@code StartupRun}. Plain Java: Vert.x itself is one of the parts.
 */
package io.athanor.app.startup;
