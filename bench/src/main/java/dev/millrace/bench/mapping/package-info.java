/** Mappings: how fast they run, how well they are proposed. */
package dev.millrace.bench.mapping;
