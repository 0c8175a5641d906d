package dev.millrace.xref;

/** What two rows are compared by, as {@code matched_by} names it. */
enum Field {
  GTIN("gtin", true),
  SUPPLIER_CODE("supplier_code", true),
  GLN("gln", true),
  TAX_ID("tax_id", true),
  CODE("code", true),
  NAME("name", true),
  UNIT("several", false),
  WEIGHT("several", false),
  PLACE("several", false);

  private final String label;
  private final boolean named;

  Field(String label, boolean named) {
    this.label = label;
    this.named = named;
  }

  String label() {
    return label;
  }

  /** Whether a match may rest on it. */
  boolean named() {
    return named;
  }
}
