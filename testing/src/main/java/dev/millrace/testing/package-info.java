/** Real database servers from Maven jars: for the demo, the tests and the benchmarks. */
package dev.millrace.testing;
