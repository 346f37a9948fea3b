/**
 * The abuse suite: programs that mean harm, what has to become of each at every tier of isolation,
 * and what has to hold afterwards. A case is a line in one of the lists named after a subject and a
 * program under {@code src/test/resources/abuse}.
 */
package io.athanor.execution.sandbox.abuse;
