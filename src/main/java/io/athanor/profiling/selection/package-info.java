/**
 * Which of many possible indexes to recommend: the search by Schlosser, Kossmann and Boissier
 * (Extend, ICDE 2019), with what a statement weighs and what writing an index costs.
 */
package io.athanor.profiling.selection;
