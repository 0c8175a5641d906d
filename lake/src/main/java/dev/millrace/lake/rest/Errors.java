package dev.millrace.lake.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to each failure, as the specification has it. */
final class Errors {
  private static final Logger LOGGER = LoggerFactory.getLogger(Errors.class);
  private static final int INTERNAL = 500;

  /** What is not here is a fault of ours. */
  private static final Map<Class<? extends RuntimeException>, Integer> STATUSES =
      new LinkedHashMap<>();

  static {
    STATUSES.put(BadRequestException.class, 400);
    STATUSES.put(ValidationException.class, 400);
    STATUSES.put(IllegalArgumentException.class, 400);
    STATUSES.put(ForbiddenException.class, 403);
    STATUSES.put(NoSuchNamespaceException.class, 404);
    STATUSES.put(NoSuchTableException.class, 404);
    STATUSES.put(NoSuchViewException.class, 404);
    STATUSES.put(UnsupportedOperationException.class, 406);
    STATUSES.put(AlreadyExistsException.class, 409);
    STATUSES.put(CommitFailedException.class, 409);
    STATUSES.put(NamespaceNotEmptyException.class, 409);
    STATUSES.put(UnprocessableEntityException.class, 422);
    STATUSES.put(CommitStateUnknownException.class, INTERNAL);
  }

  private Errors() {}

  static RestCatalog.Answer answer(RestCatalog.Request request, RuntimeException failure) {
    for (Map.Entry<Class<? extends RuntimeException>, Integer> known : STATUSES.entrySet()) {
      if (known.getKey().isInstance(failure)) {
        String type = known.getKey().getSimpleName();
        return answer(known.getValue(), type, String.valueOf(failure.getMessage()));
      }
    }
    LOGGER.error("Cannot answer {} {}.", request.method(), request.path(), failure);
    return answer(
        INTERNAL,
        "InternalServerError",
        "Cannot answer "
            + request.method()
            + " "
            + request.path()
            + ". Look for the cause in the log of Millrace.");
  }

  private static RestCatalog.Answer answer(int status, String type, String message) {
    ErrorResponse error =
        ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
    return new RestCatalog.Answer(status, Json.text(error));
  }
}
