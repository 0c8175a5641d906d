INSERT INTO uom_uom (id, name, factor, active, relative_factor, relative_uom_id) VALUES
  (1, '{"en_US": "Units"}', 1, true, 1, NULL), (2, '{"en_US": "Dozens", "nl_NL": "Dozijn"}', 12, true, 12, 1);
UPDATE product_product SET standard_price = '{"1": 33.25, "2": 40.0}' WHERE id = 1;
UPDATE product_supplierinfo SET product_uom_id = 2;
UPDATE res_partner SET complete_name = name;
INSERT INTO product_uom (id, uom_id, product_id, barcode) VALUES (1, 2, 2, '04006381333962');
