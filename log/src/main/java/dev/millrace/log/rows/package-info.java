/** Rows of the model's tables, for those who read a few of their columns or write some. */
package dev.millrace.log.rows;
