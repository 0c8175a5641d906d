/** From fixes to what has happened: stops and moves, places entered and left, limits passed. */
package dev.millrace.track.journey;
