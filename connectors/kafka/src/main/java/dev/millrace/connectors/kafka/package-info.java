/** Takes the messages of topics of another Kafka. */
package dev.millrace.connectors.kafka;
