/** Puts the rows of a changed mapping in the place of its old ones, all at once. */
package dev.millrace.flow.replay;
