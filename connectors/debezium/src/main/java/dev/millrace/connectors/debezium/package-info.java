/** Captures databases through Debezium, as an ordinary Kafka Connect source connector. */
package dev.millrace.connectors.debezium;
