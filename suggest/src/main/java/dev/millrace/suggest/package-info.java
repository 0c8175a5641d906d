/** Proposes a mapping into the model for a schema nobody has seen, and writes it as SQL. */
package dev.millrace.suggest;
