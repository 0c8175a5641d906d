package dev.millrace.lake.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.RESTSerializers;

/** How requests and answers travel: as Iceberg's own client reads and writes them. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static {
    RESTSerializers.registerAll(MAPPER);
  }

  private Json() {}

  static String text(RESTResponse response) {
    try {
      return MAPPER.writeValueAsString(response);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + response.getClass() + " as JSON.", e);
    }
  }

  /**
   * Reads a request's body.
   *
   * @throws BadRequestException when it is not what the type describes
   */
  static <T> T read(String body, Class<T> type) {
    T value;
    try {
      value = body.isEmpty() ? null : MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          e,
          "Cannot read the request's body as %s: %s.",
          type.getSimpleName(),
          e.getOriginalMessage());
    }
    if (value == null) {
      throw new BadRequestException(
          "Cannot find the request's body. Send a %s as JSON.", type.getSimpleName());
    }
    return value;
  }
}
