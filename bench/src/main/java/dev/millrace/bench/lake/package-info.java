/** The lake: how fast changes come to be committed, and how what is committed reads. */
package dev.millrace.bench.lake;
