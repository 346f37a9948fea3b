/**
 * The rules of the research store. Start reading at {@link io.athanor.research.ResearchVerticle};
 * what a record must look like is in {@code RecordRules}.
 */
package io.athanor.research;
