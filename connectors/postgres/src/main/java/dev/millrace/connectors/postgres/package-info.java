/** Captures PostgreSQL by its own replication protocol, as a Kafka Connect source connector. */
package dev.millrace.connectors.postgres;
