INSERT INTO res_currency (id, name, symbol) VALUES (1, 'EUR', '€'), (2, 'USD', '$');
INSERT INTO res_country (id, code, name) VALUES (1, 'NL', '{"en_US": "Netherlands"}'), (2, 'DE', '{"en_US": "Germany"}');
INSERT INTO res_company (id, name, partner_id, currency_id) VALUES (1, 'My Company', 1, 1);
INSERT INTO res_partner (id, name, parent_id, commercial_partner_id, country_id, city, zip, vat, ref, type, active, is_company, supplier_rank, customer_rank) VALUES
  (1, 'My Company', NULL, 1, 1, 'Utrecht', '3511', 'NL001', NULL, 'contact', true, true, 0, 0),
  (10, 'Seals & Co', NULL, 10, 2, 'Köln', '50667', '/', 'S10', 'contact', true, true, 3, 0),
  (11, 'Waterworks', NULL, 11, 1, 'Delft', '2611', ' NL123B01 ', NULL, 'contact', true, true, 0, 1),
  (12, 'Waterworks yard', 11, 11, 1, 'Leiden', '2311', NULL, NULL, 'delivery', false, false, NULL, NULL);
INSERT INTO product_category (id, name, complete_name) VALUES (1, 'Pumps', 'All / Pumps');
INSERT INTO product_template (id, name, type, categ_id, uom_id, sale_ok, purchase_ok, active, ${template}) VALUES
  (1, '{"en_US": "Pump", "nl_NL": "Pomp"}', 'consu', 1, 1, true, true, true, ${template1}),
  (2, '{"en_US": "Seal"}', 'consu', NULL, 1, false, true, true, ${template2}),
  (3, '{"en_US": "Freight"}', 'service', NULL, 1, true, false, true, ${template1});
INSERT INTO product_product (id, product_tmpl_id, default_code, barcode, weight, active) VALUES
  (1, 1, 'P-1', '4006381333931', 12.500, true), (2, 2, 'S-1', 'SEAL', 0.00, true), (3, 3, 'F', NULL, NULL, true);
INSERT INTO product_supplierinfo (id, partner_id, sequence, currency_id, product_tmpl_id, delay, product_code, min_qty, price) VALUES
  (1, 10, 1, 2, 2, 7, 'X-77', 5.00, 24);
INSERT INTO mrp_bom (id, product_tmpl_id, product_uom_id, type, ready_to_produce, consumption, product_qty, active) VALUES
  (1, 1, 1, 'normal', 'asap', 'warning', 1.0, true);
INSERT INTO mrp_bom_line (id, product_id, product_uom_id, sequence, bom_id, product_qty) VALUES (1, 2, 1, 1, 1, 4.0);
INSERT INTO stock_warehouse (id, company_id, partner_id, view_location_id, lot_stock_id, name, code, reception_steps, delivery_steps, active) VALUES
  (1, 1, 1, 7, 8, 'Main', 'WH', 'one_step', 'ship_only', true);
INSERT INTO stock_location (id, location_id, name, complete_name, usage, warehouse_id, active) VALUES
  (4, NULL, 'Vendors', 'Partners/Vendors', 'supplier', NULL, true), (5, NULL, 'Customers', 'Partners/Customers', 'customer', NULL, true),
  (7, NULL, 'WH', 'WH', 'view', 1, true), (8, 7, 'Stock', 'WH/Stock', 'internal', 1, true),
  (9, 8, 'Shelf', 'WH/Stock/Shelf', 'internal', 1, true), (14, NULL, 'Inventory adjustment', 'Virtual/Inventory', 'inventory', NULL, true);
INSERT INTO stock_picking_type (id, company_id, sequence_code, code, reservation_method, name, warehouse_id) VALUES
  (1, 1, 'IN', 'incoming', 'at_confirm', '{"en_US": "Receipts"}', 1), (2, 1, 'OUT', 'outgoing', 'at_confirm', '{"en_US": "Deliveries"}', 1);
INSERT INTO stock_lot (id, name, product_id) VALUES (1, 'LOT-1', 2);
INSERT INTO stock_quant (id, product_id, location_id, lot_id, quantity, reserved_quantity, in_date) VALUES
  (1, 1, 8, NULL, 6.0, 1.0, '2026-03-01 08:00:00'), (2, 2, 9, 1, 24, 0, '2026-03-01 08:00:00'), (3, 2, 4, 1, -24, 0, '2026-03-01 08:00:00');
INSERT INTO delivery_carrier (id, product_id, delivery_type, name) VALUES (1, 3, 'fixed', '{"en_US": "Parcel Post"}');
INSERT INTO sale_order (id, company_id, partner_id, partner_invoice_id, partner_shipping_id, currency_id, name, state, client_order_ref, invoice_status, amount_total, date_order, commitment_date, warehouse_id, delivery_status) VALUES
  (1, 1, 11, 11, 12, 1, 'S00001', 'sale', 'PO-9', 'to invoice', 181.50, '2026-03-02 09:00:00', NULL, 1, 'partial'),
  (2, 1, 11, 11, 11, 1, 'S00002', 'cancel', NULL, 'no', 60.00, '2026-03-03 09:00:00', NULL, 1, NULL);
INSERT INTO sale_order_line (id, order_id, sequence, product_id, display_type, name, product_uom_qty, price_unit, discount, qty_delivered, customer_lead, ${unit}) VALUES
  (1, 1, 10, NULL, 'line_section', 'Pumps', 0, 0, 0, 0, 0, NULL), (2, 1, 10, 1, NULL, 'Pump', 3.0, 60, 10.0, 2.0, 5, 1),
  (3, 2, 10, 1, NULL, 'Pump', 1.0, 60, NULL, 0, 0, 1);
INSERT INTO purchase_order (id, partner_id, currency_id, company_id, name, partner_ref, state, invoice_status, amount_total, date_order, date_approve, date_planned, picking_type_id, receipt_status) VALUES
  (1, 10, 2, 1, 'P00001', 'SO-55', 'purchase', 'to invoice', 48, '2026-02-20 09:00:00', '2026-02-21 10:00:00', '2026-02-28 12:00:00', 1, 'full');
INSERT INTO purchase_order_line (id, order_id, product_id, name, product_qty, price_unit, qty_received, date_planned, ${unit}) VALUES
  (1, 1, 2, 'Seal', 2.0, 24, 2.0, '2026-02-28 12:00:00', 2);
INSERT INTO stock_picking (id, location_id, location_dest_id, picking_type_id, partner_id, name, origin, move_type, state, scheduled_date, date_deadline, date_done, sale_id, carrier_id, carrier_tracking_ref) VALUES
  (1, 4, 8, 1, 10, 'WH/IN/00001', 'P00001', 'direct', 'done', '2026-02-28 12:00:00', NULL, '2026-03-01 08:00:00', NULL, NULL, NULL),
  (2, 8, 5, 2, 12, 'WH/OUT/00001', 'S00001', 'direct', 'done', '2026-03-04 08:00:00', '2026-03-07 09:00:00', '2026-03-04 09:30:00', 1, 1, 'PP123'),
  (3, 8, 5, 2, 12, 'WH/OUT/00002', 'S00001', 'direct', 'cancel', '2026-03-05 08:00:00', NULL, NULL, 1, 1, NULL);
INSERT INTO stock_move (id, company_id, product_id, product_uom, location_id, location_dest_id, picking_id, state, procure_method, product_uom_qty, date, is_inventory, sale_line_id, purchase_line_id, ${move}) VALUES
  (1, 1, 2, 2, 4, 8, 1, 'done', 'make_to_stock', 2.0, '2026-03-01 08:00:00', false, NULL, 1, ${move1}),
  (2, 1, 1, 1, 8, 5, 2, 'done', 'make_to_stock', 2.0, '2026-03-04 09:30:00', false, 2, NULL, ${move1}),
  (3, 1, 1, 1, 14, 8, NULL, 'done', 'make_to_stock', 8.0, '2026-02-01 08:00:00', true, NULL, NULL, ${move2}),
  (4, 1, 1, 1, 8, 5, 3, 'cancel', 'make_to_stock', 1.0, '2026-03-05 08:00:00', false, 2, NULL, ${move1});
INSERT INTO stock_move_line (id, picking_id, move_id, company_id, product_id, product_uom_id, lot_id, location_id, location_dest_id, state, reference, date, ${moved}) VALUES
  (1, 1, 1, 1, 2, 2, 1, 4, 9, 'done', 'WH/IN/00001', '2026-03-01 08:00:00', ${moved1}),
  (2, 2, 2, 1, 1, 1, NULL, 8, 5, 'done', 'WH/OUT/00001', '2026-03-04 09:30:00', ${moved2}),
  (3, NULL, 3, 1, 1, 1, NULL, 14, 8, 'done', 'Count', '2026-02-01 08:00:00', ${moved3}),
  (4, NULL, NULL, 1, 1, 1, NULL, 8, 9, 'assigned', 'Later', '2026-03-09 08:00:00', ${moved2});
