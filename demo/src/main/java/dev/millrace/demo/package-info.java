/**
 * Two ERPs that differ, on real databases, with two years of history and business that goes on.
 *
 * <p>{@link dev.millrace.demo.Demo} is the way in.
 */
package dev.millrace.demo;
