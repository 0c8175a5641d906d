/** How fast what sensors send is taken. */
package dev.millrace.bench.tracking;
