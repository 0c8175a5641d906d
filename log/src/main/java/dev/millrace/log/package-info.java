/** The log: topics, the change record and its encoding, repeats, and the embedded broker. */
package dev.millrace.log;
