-- What is faster once the rows are there.
CREATE INDEX ON sales_order (status) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX ON purchase_order (status) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX ON shipment (status) WHERE status NOT IN ('delivered', 'cancelled');
CREATE INDEX ON shipment (sales_order_id);
CREATE INDEX ON shipment (purchase_order_id);
CREATE INDEX ON sales_order_line (item_id);
CREATE INDEX ON purchase_order_line (item_id);
CREATE INDEX ON shipment_line (item_id);
ANALYZE;
