/** Where every sensor is now, held so that a window of a map is answered at once. */
package dev.millrace.track.position;
