package dev.millrace.connectors.capture;

import dev.millrace.api.TableName;

/**
 * One record for the log.
 *
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Encoded(TableName.Raw table, byte[] key, byte[] value) {}
