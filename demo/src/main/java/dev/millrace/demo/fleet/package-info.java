/** The trucks, trains, ships and aircraft that carry the ERPs' shipments, and what they report. */
package dev.millrace.demo.fleet;
