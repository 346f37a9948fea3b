package io.athanor.app;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.athanor.operations.ClusterView;
import java.util.Optional;

/**
 * The cluster as Hazelcast sees it.
 *
 * @param port tells the member of this node from others of the same process
 */
record HazelcastView(int port) implements ClusterView {

  @Override
  public int members() {
    return member().map(one -> one.getCluster().getMembers().size()).orElse(0);
  }

  @Override
  public boolean safe() {
    return member().map(one -> one.getPartitionService().isClusterSafe()).orElse(false);
  }

  private Optional<HazelcastInstance> member() {
    return Hazelcast.getAllHazelcastInstances().stream()
        .filter(one -> one.getConfig().getNetworkConfig().getPort() == port)
        .findFirst();
  }
}
