package io.athanor.operations;

/** What this node sees of the cluster. May block. */
public interface ClusterView {

  /** How many nodes there are, with this one. */
  int members();

  /** Whether what one node holds is also on another. */
  boolean safe();
}
