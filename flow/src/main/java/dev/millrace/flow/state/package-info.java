/**
 * Keyed state of mappings as a log on local disk with an index of its keys, for Flink: larger than
 * memory, and checkpointed by copying what is new in the log.
 */
package dev.millrace.flow.state;
