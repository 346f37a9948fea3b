/**
 * The folder of a node: everything of it that outlives the process. Start reading at {@code
 * NodeHome}.
 */
package io.athanor.app.home;
