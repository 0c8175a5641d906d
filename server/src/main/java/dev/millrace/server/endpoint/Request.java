package dev.millrace.server.endpoint;

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
}
