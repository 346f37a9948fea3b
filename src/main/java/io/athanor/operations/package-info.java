/**
 * How the node is doing: health of every role and the start-up report. Start reading at {@link
 * io.athanor.operations.OperationsVerticle}; what counts as healthy is in {@code RoleHealth}.
 */
package io.athanor.operations;
