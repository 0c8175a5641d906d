/** What sensors say. */
package dev.millrace.track.reading;
