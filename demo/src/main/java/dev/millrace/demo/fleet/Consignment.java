package dev.millrace.demo.fleet;

/**
 * What an ERP has under way.
 *
 * @param system the ERP's name in Millrace
 * @param tracker number of the sensor that travels with it: the carrier's number of the shipment
 * @param departed in milliseconds since 1970
 * @param due when it should arrive, likewise
 */
record Consignment(String system, String tracker, Point from, Point to, long departed, long due) {}
