/** Takes events that devices send, into an event table. */
package dev.millrace.connectors.telemetry;
