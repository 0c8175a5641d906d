package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Starts Flink in this process: in little memory, and for this machine alone. */
final class EmbeddedFlink {
  private EmbeddedFlink() {}

  /**
   * A cluster of one task manager.
   *
   * @param slots how many jobs' parts may run
   * @param network memory for what goes from one part to the next
   * @param configuration what else is to be set
   * @throws MillraceException RESOURCES_EXHAUSTED when it cannot start
   */
  static MiniCluster start(int slots, MemorySize network, Configuration configuration) {
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(4));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, new MemorySize(8 << 10));
    configuration.setString("rest.bind-address", "127.0.0.1");
    configuration.setString("rest.address", "127.0.0.1");
    configuration.setString("rest.bind-port", "0");
    configuration.setString("web.submit.enable", "false");
    configuration.setString("web.cancel.enable", "false");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress("127.0.0.1")
                .build());
    try {
      cluster.start();
      return cluster;
    } catch (Exception e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot start Flink: " + e.getMessage() + ".",
          "Look at the log for the cause.",
          e);
    }
  }
}
