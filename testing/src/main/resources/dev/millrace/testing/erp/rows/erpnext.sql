INSERT INTO tabCompany (name, default_currency) VALUES ('Acme', 'INR');
INSERT INTO tabCountry (name, code) VALUES ('India', 'in'), ('Germany', 'de');
INSERT INTO tabAddress (name, city, country, pincode) VALUES ('Steel-Billing', 'Pune', 'India', '411001'), ('Water-Billing', 'Bonn', 'Germany', '53111');
INSERT INTO tabSupplier (name, supplier_name, country, tax_id, supplier_primary_address, is_transporter, disabled) VALUES
  ('Steel &amp; Sons', 'Steel &amp; Sons', 'India', ' 27AAA ', 'Steel-Billing', 0, 0), ('Fast Freight', 'Fast Freight', 'Germany', NULL, NULL, 1, 1);
INSERT INTO tabCustomer (name, customer_name, customer_primary_address) VALUES ('Waterworks', 'Waterworks', 'Water-Billing');
INSERT INTO tabWarehouse (name, warehouse_name, parent_warehouse, is_group) VALUES ('All - A', 'All', '', 1), ('Stores - A', 'Stores', 'All - A', 0);
INSERT INTO tabItem (name, item_code, item_name, description, item_group, stock_uom, default_bom, is_stock_item, is_sales_item, is_purchase_item, valuation_rate, weight_per_unit, weight_uom, lead_time_days, safety_stock, min_order_qty, purchase_uom) VALUES
  ('PUMP', 'PUMP', 'Pump <b>XL</b>', NULL, 'Products', 'Nos', 'BOM-PUMP-001', 1, 1, 0, 1200.5, 12500, 'Gram', 3, 2, 0, NULL),
  ('SEAL', 'SEAL', '', '<div><p>Seal &lt;10 mm&gt; &amp; ring</p></div>', 'Raw Material', 'Nos', NULL, 1, 0, 1, 0, 0, NULL, 14, 100, 50, 'Box'),
  ('FREIGHT', 'FREIGHT', 'Freight', NULL, 'Services', 'Nos', NULL, 0, 1, 1, 0, 0, NULL, 0, 0, 0, NULL);
INSERT INTO `tabItem Barcode` (name, parent, parenttype, barcode) VALUES ('b1', 'PUMP', 'Item', '4006381333931'), ('b2', 'PUMP', 'Item', 'PUMP-XL');
INSERT INTO `tabUOM Conversion Detail` (name, parent, parenttype, uom, conversion_factor) VALUES ('u1', 'SEAL', 'Item', 'Nos', 1), ('u2', 'SEAL', 'Item', 'Box', 25);
INSERT INTO `tabItem Supplier` (name, idx, parent, parenttype, supplier, supplier_part_no) VALUES ('is1', 1, 'SEAL', 'Item', 'Steel &amp; Sons', 'X-77');
INSERT INTO `tabItem Price` (name, item_code, supplier, price_list_rate, currency, buying, uom) VALUES
  ('ip1', 'SEAL', 'Steel &amp; Sons', 24.5, 'INR', 1, 'Nos'), ('ip2', 'SEAL', 'Steel &amp; Sons', 500, 'INR', 1, 'Box');
INSERT INTO tabBOM (name, item, quantity, uom, is_active, docstatus) VALUES ('BOM-PUMP-001', 'PUMP', 1, 'Nos', 1, 1), ('BOM-PUMP-000', 'PUMP', 1, 'Nos', 0, 2);
INSERT INTO `tabBOM Item` (name, idx, parent, parenttype, item_code, qty, uom, docstatus) VALUES ('bi1', 1, 'BOM-PUMP-001', 'BOM', 'SEAL', 4, 'Nos', 1), ('bi0', 1, 'BOM-PUMP-000', 'BOM', 'SEAL', 3, 'Nos', 2);
INSERT INTO tabBin (name, item_code, warehouse, stock_uom, actual_qty, reserved_qty) VALUES ('bin1', 'PUMP', 'Stores - A', 'Nos', 6, 1);
INSERT INTO `tabStock Entry` (name, purpose) VALUES ('MAT-STE-1', 'Material Transfer');
INSERT INTO `tabStock Ledger Entry` (name, item_code, warehouse, voucher_type, voucher_no, posting_date, posting_time, actual_qty, batch_no, is_cancelled) VALUES
  ('sle1', 'SEAL', 'Stores - A', 'Purchase Receipt', 'PR-1', '2026-03-01', '08:00:00.5', 100, 'B-1', 0), ('sle2', 'PUMP', 'Stores - A', 'Delivery Note', 'DN-1', '2026-03-04', '09:30:00', -2, NULL, 0),
  ('sle3', 'PUMP', 'Stores - A', 'Stock Entry', 'MAT-STE-1', '2026-03-05', '10:00:00', -1, NULL, 0), ('sle4', 'PUMP', 'Stores - A', 'Delivery Note', 'DN-2', '2026-03-04', '09:30:00', -9, NULL, 1);
INSERT INTO `tabSales Order` (name, customer, po_no, currency, set_warehouse, status, transaction_date, delivery_date, grand_total, per_delivered, docstatus) VALUES
  ('SO-1', 'Waterworks', 'PO-9', 'EUR', 'Stores - A', 'To Deliver and Bill', '2026-03-02', '2026-03-07', 181.5, 66.67, 1), ('SO-2', 'Waterworks', '', 'EUR', NULL, 'Draft', '2026-03-03', '0000-00-00', 60, 0, 0);
INSERT INTO `tabSales Order Item` (name, idx, parent, parenttype, item_code, uom, delivery_date, qty, rate, delivered_qty) VALUES
  ('soi1', 1, 'SO-1', 'Sales Order', 'PUMP', 'Nos', '2026-03-08', 3, 54, 2), ('soi2', 1, 'SO-2', 'Sales Order', 'PUMP', 'Nos', NULL, 1, 60, 0);
INSERT INTO `tabPurchase Order` (name, supplier, order_confirmation_no, currency, set_warehouse, status, transaction_date, schedule_date, grand_total, per_received, docstatus) VALUES
  ('PO-1', 'Steel &amp; Sons', 'AB-55', 'INR', 'Stores - A', 'Completed', '2026-02-20', '2026-02-28', 2450, 100, 1);
INSERT INTO `tabPurchase Order Item` (name, idx, parent, parenttype, item_code, uom, schedule_date, expected_delivery_date, qty, rate, received_qty) VALUES
  ('poi1', 1, 'PO-1', 'Purchase Order', 'SEAL', 'Box', '2026-02-28', '2026-02-27', 4, 612.5, 4);
INSERT INTO `tabDelivery Note` (name, customer, set_warehouse, posting_date, posting_time, transporter_name, is_return, total_net_weight, docstatus) VALUES
  ('DN-1', 'Waterworks', 'Stores - A', '2026-03-04', '09:30:00', 'Fast Freight', 0, 25, 1), ('DN-2', 'Waterworks', 'Stores - A', '2026-03-04', '09:30:00', NULL, 0, 0, 2);
INSERT INTO `tabDelivery Note Item` (name, idx, parent, parenttype, item_code, uom, qty, against_sales_order, so_detail, docstatus) VALUES
  ('dni1', 1, 'DN-1', 'Delivery Note', 'PUMP', 'Nos', 2, 'SO-1', 'soi1', 1), ('dni2', 1, 'DN-2', 'Delivery Note', 'PUMP', 'Nos', 9, 'SO-1', 'soi1', 2);
INSERT INTO `tabPurchase Receipt` (name, supplier, set_warehouse, posting_date, posting_time, lr_no, is_return, docstatus) VALUES ('PR-1', 'Steel &amp; Sons', 'Stores - A', '2026-03-01', '08:00:00', 'LR-3', 0, 1);
INSERT INTO `tabPurchase Receipt Item` (name, idx, parent, parenttype, item_code, uom, qty, purchase_order, purchase_order_item, docstatus) VALUES ('pri1', 1, 'PR-1', 'Purchase Receipt', 'SEAL', 'Box', 4, 'PO-1', 'poi1', 1);
INSERT INTO tabShipment (name, carrier, awb_number, tracking_status, pickup_date, incoterm, docstatus) VALUES ('SHIP-1', 'Parcel Post', 'PP123', 'In Progress', '2026-03-04', 'DAP (Delivered At Place)', 1);
INSERT INTO `tabShipment Delivery Note` (name, idx, parent, parenttype, delivery_note) VALUES ('sdn1', 1, 'SHIP-1', 'Shipment', 'DN-1');
