/** Takes the messages of an MQTT broker into an event table. */
package dev.millrace.connectors.mqtt;
