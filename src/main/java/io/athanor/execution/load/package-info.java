/** How much of the machine is in use, by whom, and whether that leaves room for more work. */
package io.athanor.execution.load;
