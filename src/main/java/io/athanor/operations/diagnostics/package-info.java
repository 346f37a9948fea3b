/**
 * What the process of a node and the machine under it are doing. Start reading at {@link
 * io.athanor.operations.diagnostics.Diagnosis}; each section of the report is a class of its own
 * here, with its thresholds.
 */
package io.athanor.operations.diagnostics;
