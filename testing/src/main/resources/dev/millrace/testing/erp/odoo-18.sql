-- What only Odoo 18 has. What is kept for each company is JSON now.
ALTER TABLE uom_uom ADD category_id integer NOT NULL, ADD uom_type varchar NOT NULL, ADD rounding numeric NOT NULL;
ALTER TABLE res_partner ADD complete_name varchar, ADD barcode jsonb;
ALTER TABLE product_template ADD is_storable boolean, ADD uom_po_id integer NOT NULL, ADD service_tracking varchar;
ALTER TABLE product_product ADD standard_price jsonb;
ALTER TABLE product_supplierinfo ADD discount numeric;
ALTER TABLE stock_move ADD name varchar NOT NULL, ADD quantity numeric, ADD picked boolean, ADD product_packaging_id integer;
ALTER TABLE stock_move_line ADD quantity numeric, ADD quantity_product_uom numeric, ADD picked boolean,
  ADD package_level_id integer;
ALTER TABLE stock_location ADD scrap_location boolean;
ALTER TABLE sale_order ADD locked boolean;
ALTER TABLE sale_order_line ADD product_uom integer, ADD product_packaging_id integer, ADD product_packaging_qty double precision;
ALTER TABLE purchase_order_line ADD product_uom integer, ADD product_packaging_id integer, ADD discount numeric;
CREATE TABLE product_packaging (
  id serial PRIMARY KEY, sequence integer, product_id integer, company_id integer, name varchar NOT NULL,
  barcode varchar, qty numeric, sales boolean, purchase boolean, package_type_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
