/**
 * What the HTTP API offers, one class an endpoint, and what it asks of the rest of Millrace.
 * Nothing here knows the web framework.
 */
package dev.millrace.server.endpoint;
