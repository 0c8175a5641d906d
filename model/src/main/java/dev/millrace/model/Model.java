package dev.millrace.model;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tables of the supply-chain model, as Millrace brings them. A project may have more: {@link
 * ProjectModel}.
 *
 * <p>Their columns are defined in the SQL files beside this class and nowhere else.
 */
public final class Model {
  /** What is referred to comes before what refers to it. */
  static final List<String> NAMES =
      List.of(
          "party",
          "location",
          "item",
          "item_uom",
          "item_supplier",
          "bom",
          "bom_line",
          "inventory_balance",
          "inventory_movement",
          "sales_order",
          "sales_order_line",
          "purchase_order",
          "purchase_order_line",
          "invoice",
          "invoice_line",
          "work_order",
          "forecast",
          "equipment",
          "shipment",
          "shipment_line",
          "shipment_leg",
          "logistic_unit",
          "tracking_event",
          "sensor",
          "sensor_reading",
          "sensor_status",
          "geofence",
          "shipment_progress",
          "exception",
          "document",
          "item_xref",
          "party_xref",
          "item_identity",
          "party_identity");

  private Model() {}

  /**
   * All tables, always in the same order. Each call reads the files anew.
   *
   * @throws MillraceException when a file is not a table as {@link ModelTable#ddl()} describes it
   */
  public static List<ModelTable> tables() {
    return NAMES.stream().map(Model::read).toList();
  }

  private static ModelTable read(String name) {
    String file = name + ".sql";
    DdlParser parser = new DdlParser(file, text(file));
    List<DdlStatement> statements = parser.parse();
    if (!parser.problems().isEmpty()) {
      throw new MillraceException(parser.problems().get(0));
    }
    if (statements.size() == 1
        && statements.get(0) instanceof DdlStatement.Create create
        && create.table().table().equals(name)) {
      return create.definition();
    }
    throw new MillraceException(
        ErrorCode.INTERNAL,
        "Cannot read model table " + name + ": " + file + " defines another or several.",
        "Write one CREATE TABLE into it, and name the file after its table.");
  }

  private static String text(String file) {
    try (InputStream in = Model.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new MillraceException(
            ErrorCode.INTERNAL,
            "Cannot read model table: " + file + " is missing.",
            "Build the module model again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read model table: " + file + ".", e);
    }
  }
}
