/** Which columns of raw tables the model's columns are made of, read from Flink's plans. */
package dev.millrace.flow.lineage;
