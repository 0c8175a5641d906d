-- What only Odoo 16 has.
ALTER TABLE uom_uom ADD category_id integer NOT NULL, ADD uom_type varchar NOT NULL, ADD rounding numeric NOT NULL;
ALTER TABLE product_template ADD detailed_type varchar NOT NULL, ADD uom_po_id integer NOT NULL, ADD priority varchar;
ALTER TABLE stock_move ADD name varchar NOT NULL, ADD product_packaging_id integer;
ALTER TABLE stock_move_line ADD reserved_qty numeric, ADD reserved_uom_qty numeric NOT NULL,
  ADD qty_done numeric, ADD package_level_id integer;
ALTER TABLE stock_location ADD scrap_location boolean, ADD return_location boolean;
ALTER TABLE sale_order_line ADD product_uom integer, ADD product_packaging_id integer, ADD product_packaging_qty double precision;
ALTER TABLE purchase_order_line ADD product_uom integer, ADD product_packaging_id integer;
ALTER TABLE mrp_production ADD date_planned_start timestamp, ADD date_planned_finished timestamp;
CREATE TABLE product_packaging (
  id serial PRIMARY KEY, sequence integer, product_id integer, company_id integer, name varchar NOT NULL,
  barcode varchar, qty numeric, sales boolean, purchase boolean, package_type_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE ir_property (
  id serial PRIMARY KEY, company_id integer, fields_id integer NOT NULL, value_integer integer,
  name varchar, res_id varchar, value_reference varchar, type varchar NOT NULL, value_text text,
  value_float double precision, value_datetime timestamp, value_binary bytea,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
