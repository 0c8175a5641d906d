/** Tracking: how fast what sensors send is taken, and how soon it is on the map. */
package dev.millrace.bench.tracking;
