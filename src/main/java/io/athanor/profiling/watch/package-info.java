/** What statements took before and after a change, and whether the change made them slower. */
package io.athanor.profiling.watch;
