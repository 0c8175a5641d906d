-- What change capture needs, and no more. It may read, and it may replicate.
CREATE ROLE millrace_cdc LOGIN REPLICATION PASSWORD ${password};
GRANT CONNECT ON DATABASE plant TO millrace_cdc;
GRANT USAGE ON SCHEMA public TO millrace_cdc;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO millrace_cdc;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO millrace_cdc;
CREATE PUBLICATION millrace FOR TABLE
  unit_of_measure, address, supplier, customer, carrier, location,
  item, item_supplier, bom, bom_line, stock, stock_movement,
  sales_order, sales_order_line, purchase_order, purchase_order_line,
  shipment, shipment_line;
