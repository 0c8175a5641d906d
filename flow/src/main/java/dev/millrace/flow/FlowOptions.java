package dev.millrace.flow;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How mappings run.
 *
 * @param folder keeps the mappings' state
 * @param bootstrapServers of the log
 * @param checkpointInterval how often state is saved and the model's transactions are committed
 */
public record FlowOptions(Path folder, String bootstrapServers, Duration checkpointInterval) {}
