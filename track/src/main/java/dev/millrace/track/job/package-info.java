/** The job that makes events, progress and alarms of what sensors say. */
package dev.millrace.track.job;
