package dev.millrace.documents;

/** What a text has, besides the text itself. The names of {@code model.document} without _key. */
public enum Part {
  KIND,
  TITLE,
  BODY,
  URL,
  MEDIA_TYPE,
  AUTHOR,
  /** In microseconds since 1970. */
  WRITTEN_AT,
  SHIPMENT,
  SALES_ORDER,
  PURCHASE_ORDER,
  ITEM,
  PARTY,
  LOCATION,
  EQUIPMENT,
  REFERENCE,
  /** The sensor that showed it: what a sensor shows is no text that somebody has written. */
  SENSOR
}
