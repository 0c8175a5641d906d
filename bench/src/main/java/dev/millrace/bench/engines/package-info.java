/** Other engines at the lake, tried for real and measured. */
package dev.millrace.bench.engines;
