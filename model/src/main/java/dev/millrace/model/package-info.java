/** The supply-chain model: its tables as SQL files, and those files as schemas. */
package dev.millrace.model;
