/**
 * The rules of the research store. Start reading at {@link io.athanor.research.ResearchVerticle};
 * what a session must look like is in {@code SessionRules}.
 */
package io.athanor.research;
