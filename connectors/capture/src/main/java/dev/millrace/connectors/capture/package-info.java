/**
 * What native capture of databases has in common: a stream of changes and reads of rows beside it,
 * brought together so that the log has, for each key, what happened last.
 */
package dev.millrace.connectors.capture;
