/** What is written from the endpoints' definitions: OpenAPI and the reference page. */
package dev.millrace.server.reference;
