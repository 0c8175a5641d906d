package dev.millrace.flow;

import dev.millrace.api.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * How a mapping's job is tied to the log. A form of the mapping that does not write the model yet
 * writes topics of its own instead, and says how far it has read.
 */
final class Wiring {
  private final String bootstrapServers;
  private final Form form;
  private final boolean aside;
  private final Map<TableName, DataStream<byte[]>> events = new HashMap<>();
  private final Map<TableName, Integer> eventSinks = new HashMap<>();
  private int sinks;

  private Wiring(String bootstrapServers, Form form, boolean aside) {
    this.bootstrapServers = bootstrapServers;
    this.form = form;
    this.aside = aside;
  }

  /** The job writes the model. */
  static Wiring toModel(String bootstrapServers, Form form) {
    return new Wiring(bootstrapServers, form, false);
  }

  /** The job writes aside from the model, until its rows take the place of the mapping's old. */
  static Wiring aside(String bootstrapServers, Form form) {
    return new Wiring(bootstrapServers, form, true);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The mapping, as its records say. */
  String writer() {
    return form.mapping();
  }

  /** Where the rows of a model table go. */
  String topic(TableName table) {
    return aside ? form.topicAside(table) : table.topic();
  }

  /** Whether the rows go to the model. */
  boolean isToModel() {
    return !aside;
  }

  /** As whom the job says how far it has read; empty when nobody wants to know. */
  String reader() {
    return aside ? form.digest() : "";
  }

  /** The events of a table, read once however many statements of the job read them. */
  DataStream<byte[]> events(TableName table, Supplier<DataStream<byte[]>> read) {
    return events.computeIfAbsent(table, none -> read.get());
  }

  /**
   * The name of one of the sinks of an event table, by which a job of another form finds what is
   * still to be committed.
   */
  String nextEventSink(TableName table) {
    return "write " + table + " " + eventSinks.merge(table, 1, Integer::sum);
  }

  /**
   * The beginning of the names of one sink's transactions. The sinks of a job ask in the order of
   * its statements, so each gets the same again when the job goes on from its state.
   */
  String nextTransactions() {
    return form.transactions() + sinks++ + "-";
  }
}
