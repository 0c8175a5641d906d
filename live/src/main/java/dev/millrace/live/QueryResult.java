package dev.millrace.live;

import java.time.Duration;

/**
 * What is known of an answer when it has been handed over.
 *
 * @param rows how many rows were handed over
 * @param truncated whether there were more
 */
public record QueryResult(long rows, boolean truncated, Duration elapsed) {}
