INSERT INTO uom_uom (id, name, factor, active, category_id, uom_type, rounding) VALUES
  (1, '{"en_US": "Units"}', 1, true, 1, 'reference', 0.01), (2, '{"en_US": "Dozens"}', 0.083333333333333333, true, 1, 'bigger', 0.01);
INSERT INTO ir_property (id, company_id, fields_id, name, res_id, type, value_float) VALUES
  (1, 1, 1, 'standard_price', 'product.product,1', 'float', 33.25), (2, 1, 2, 'property_account', 'product.template,1', 'many2one', NULL);
INSERT INTO product_packaging (id, product_id, name, qty, barcode, sales, purchase) VALUES (1, 2, 'Bag', 500, NULL, false, true);
