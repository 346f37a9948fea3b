/**
 * Where the time of a node goes, from what each role counts. Start reading at {@link
 * io.athanor.operations.report.PerformanceDesk}; what is worth a look is decided by {@code
 * LookAtFirst}.
 */
package io.athanor.operations.report;
