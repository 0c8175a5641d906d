package dev.millrace.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How records travel as JSON: snake case, lower-case words, null for what is not known. */
final class Json {
  private static final long MOST_EXACT = 1L << 53;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(forms())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private Json() {}

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value.getClass() + " as JSON.", e);
    }
  }

  /**
   * Reads a request's body.
   *
   * @throws MillraceException when it is not what the type describes
   */
  static <T extends Record> T read(byte[] body, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(body, type);
    } catch (UnrecognizedPropertyException e) {
      throw invalid("field " + e.getPropertyName() + " is unknown", type, e);
    } catch (JsonMappingException e) {
      throw invalid(field(e) + "is not of its type", type, e);
    } catch (JsonProcessingException e) {
      throw invalid("it is no JSON", type, e);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read from memory.", e);
    }
    String missing = value == null ? "everything" : missing(value);
    if (!missing.isEmpty()) {
      throw invalid("field " + missing + " is missing", type, new IllegalArgumentException());
    }
    return value;
  }

  private static String field(JsonMappingException e) {
    return e.getPath().isEmpty() ? "it " : "field " + e.getPath().get(0).getFieldName() + " ";
  }

  private static MillraceException invalid(String what, Class<?> type, Exception cause) {
    return new MillraceException(
        ErrorCode.REQUEST_INVALID,
        "Cannot read the request's body: " + what + ".",
        "Send a JSON object with the fields " + String.join(", ", fields(type)) + ".",
        cause);
  }

  private static List<String> fields(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(name(component));
    }
    return names;
  }

  private static String name(RecordComponent component) {
    return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
  }

  private static String missing(Record value) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        if (component.getAccessor().invoke(value) == null) {
          return name(component);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot look into " + value.getClass() + ".", e);
      }
    }
    return "";
  }

  static byte[] problem(Problem problem) {
    return bytes(problem);
  }

  static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static SimpleModule forms() {
    return new SimpleModule()
        .addSerializer(new ProblemForm())
        .addSerializer(new EnumForm())
        .addSerializer(new TextForm<>(Instant.class))
        .addSerializer(new TextForm<>(BigInteger.class))
        .addSerializer(new DecimalForm())
        .addSerializer(new ExactForm());
  }

  private static final class ProblemForm extends StdSerializer<Problem> {
    private static final long serialVersionUID = 1L;

    ProblemForm() {
      super(Problem.class);
    }

    @Override
    public void serialize(Problem problem, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartObject();
      json.writeStringField("code", problem.code().name());
      json.writeStringField("message", problem.message());
      json.writeStringField("remedy", problem.remedy());
      if (!problem.place().file().isEmpty()) {
        json.writeStringField("source_file", problem.place().file());
      }
      if (problem.place().line() > 0) {
        json.writeNumberField("line", problem.place().line());
      }
      if (problem.place().column() > 0) {
        json.writeNumberField("column", problem.place().column());
      }
      json.writeEndObject();
    }
  }

  private static final class EnumForm extends StdSerializer<Enum<?>> {
    private static final long serialVersionUID = 1L;

    EnumForm() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(
          value instanceof ErrorCode ? value.name() : value.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Values whose own text is their JSON. */
  private static final class TextForm<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;

    TextForm(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class DecimalForm extends StdSerializer<BigDecimal> {
    private static final long serialVersionUID = 1L;

    DecimalForm() {
      super(BigDecimal.class);
    }

    @Override
    public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toPlainString());
    }
  }

  /** Numbers that a reader with doubles would round travel as text. */
  private static final class ExactForm extends StdSerializer<Long> {
    private static final long serialVersionUID = 1L;

    ExactForm() {
      super(Long.class);
    }

    @Override
    public void serialize(Long value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value > MOST_EXACT || value < -MOST_EXACT) {
        json.writeString(value.toString());
      } else {
        json.writeNumber(value);
      }
    }
  }
}
