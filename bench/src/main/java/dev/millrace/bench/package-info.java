/** Benchmarks: what Millrace reaches, beside what the protocols allow, in one run. */
package dev.millrace.bench;
