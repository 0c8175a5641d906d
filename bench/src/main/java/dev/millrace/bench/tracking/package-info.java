/** Tracking: how many sensors are followed, and how fast they are on the map. */
package dev.millrace.bench.tracking;
