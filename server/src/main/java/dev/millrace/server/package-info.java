/** The HTTP server: who may ask, how answers and events travel, the UI's files. */
package dev.millrace.server;
