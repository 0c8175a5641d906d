-- What only Odoo 19 has. Units have no categories any more; a unit says how many of another it is.
ALTER TABLE uom_uom ADD relative_factor numeric NOT NULL, ADD relative_uom_id integer, ADD parent_path varchar, ADD sequence integer;
ALTER TABLE res_partner ADD complete_name varchar, ADD barcode jsonb;
ALTER TABLE product_template ADD is_storable boolean, ADD is_favorite boolean, ADD service_tracking varchar;
ALTER TABLE product_template ALTER list_price TYPE double precision;
ALTER TABLE product_product ADD standard_price jsonb, ADD is_favorite boolean;
ALTER TABLE product_supplierinfo ADD product_uom_id integer, ADD discount numeric;
ALTER TABLE product_supplierinfo ALTER price TYPE double precision;
ALTER TABLE stock_move ADD quantity numeric, ADD picked boolean, ADD description_picking_manual text;
ALTER TABLE stock_move_line ADD quantity numeric, ADD quantity_product_uom numeric, ADD picked boolean;
ALTER TABLE sale_order ADD locked boolean;
ALTER TABLE sale_order_line ADD product_uom_id integer, ADD technical_price_unit double precision, ADD extra_tax_data jsonb;
ALTER TABLE sale_order_line ALTER price_unit TYPE double precision;
ALTER TABLE purchase_order ADD locked boolean;
ALTER TABLE purchase_order_line ADD product_uom_id integer, ADD discount numeric, ADD technical_price_unit double precision;
ALTER TABLE purchase_order_line ALTER price_unit TYPE double precision;
CREATE TABLE product_uom (
  id serial PRIMARY KEY, uom_id integer NOT NULL, product_id integer NOT NULL, company_id integer, barcode varchar NOT NULL,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
