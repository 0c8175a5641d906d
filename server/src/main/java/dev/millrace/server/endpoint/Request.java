package dev.millrace.server.endpoint;

import java.util.Map;

/** A request that may be answered: its parameters and body are read by their definitions. */
public interface Request {

  /**
   * The value of a parameter.
   *
   * @throws dev.millrace.api.MillraceException when it is missing or wrong
   */
  <T> T value(Parameter<T> parameter);

  /**
   * The body, a JSON object.
   *
   * @throws dev.millrace.api.MillraceException when it is none, or has an unknown field
   */
  <T extends Record> T body(Class<T> type);

  /** The parameters behind the path; of those given twice the first. */
  Map<String, String> query();

  /** A header; empty when it was not sent. */
  String header(String name);

  /** The body as it is, unpacked; of routes with the effort {@link Route.Effort#INTAKE} alone. */
  byte[] bytes();
}
