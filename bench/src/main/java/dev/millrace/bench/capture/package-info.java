/**
 * Measures what captures a database, each time in a fresh process, beside a peer and beside what
 * the database's own protocol gives.
 */
package dev.millrace.bench.capture;
