-- What Odoo 16 to 19 have in common of the tables around items, partners, stock and orders:
-- PostgreSQL, with the modules Sales, Purchase, Inventory, Manufacturing and Invoicing. Names and
-- types of the columns are those that Odoo makes of its models; constraints are those of the keys.
CREATE TABLE res_currency (
  id serial PRIMARY KEY, name varchar NOT NULL, symbol varchar NOT NULL, full_name varchar,
  position varchar, rounding numeric, decimal_places integer, active boolean,
  currency_unit_label jsonb, currency_subunit_label jsonb,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE res_country (
  id serial PRIMARY KEY, address_view_id integer, currency_id integer, phone_code integer,
  code varchar(2) NOT NULL, name_position varchar, name jsonb NOT NULL, vat_label jsonb,
  address_format text, state_required boolean, zip_required boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE res_company (
  id serial PRIMARY KEY, name varchar NOT NULL, partner_id integer NOT NULL, currency_id integer NOT NULL,
  sequence integer, parent_id integer, email varchar, phone varchar, mobile varchar, active boolean,
  report_header jsonb, report_footer jsonb, security_lead double precision, po_lead double precision,
  manufacturing_lead double precision, internal_transit_location_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE res_partner (
  id serial PRIMARY KEY, company_id integer, name varchar, title integer, parent_id integer,
  user_id integer, state_id integer, country_id integer, industry_id integer, color integer,
  commercial_partner_id integer, display_name varchar, ref varchar, lang varchar, tz varchar,
  vat varchar, company_registry varchar, website varchar, function varchar, type varchar,
  street varchar, street2 varchar, zip varchar, city varchar, email varchar, phone varchar,
  mobile varchar, commercial_company_name varchar, company_name varchar, comment text,
  partner_latitude numeric, partner_longitude numeric, active boolean, employee boolean,
  is_company boolean, partner_share boolean, supplier_rank integer, customer_rank integer,
  invoice_warn varchar, sale_warn varchar, picking_warn varchar, purchase_warn varchar,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE uom_uom (
  id serial PRIMARY KEY, name jsonb NOT NULL, factor numeric NOT NULL, active boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE product_category (
  id serial PRIMARY KEY, parent_id integer, name varchar NOT NULL, complete_name varchar,
  parent_path varchar, removal_strategy_id integer, packaging_reserve_method varchar,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE product_template (
  id serial PRIMARY KEY, sequence integer, categ_id integer, uom_id integer NOT NULL, company_id integer,
  color integer, type varchar, default_code varchar, name jsonb NOT NULL, description jsonb,
  description_purchase jsonb, description_sale jsonb, list_price numeric, volume numeric,
  weight numeric, sale_ok boolean, purchase_ok boolean, active boolean,
  can_image_1024_be_zoomed boolean, has_configurable_attributes boolean, tracking varchar,
  responsible_id integer, description_picking jsonb, description_pickingout jsonb,
  description_pickingin jsonb, sale_delay double precision, service_type varchar,
  sale_line_warn varchar, expense_policy varchar, invoice_policy varchar, purchase_method varchar,
  purchase_line_warn varchar, produce_delay double precision,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE product_product (
  id serial PRIMARY KEY, product_tmpl_id integer NOT NULL, default_code varchar, barcode varchar,
  combination_indices varchar, volume numeric, weight numeric, active boolean,
  can_image_variant_1024_be_zoomed boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE product_supplierinfo (
  id serial PRIMARY KEY, partner_id integer NOT NULL, sequence integer, company_id integer,
  currency_id integer NOT NULL, product_id integer, product_tmpl_id integer, delay integer NOT NULL,
  product_name varchar, product_code varchar, date_start date, date_end date, min_qty numeric NOT NULL,
  price numeric NOT NULL, purchase_requisition_line_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE mrp_bom (
  id serial PRIMARY KEY, product_tmpl_id integer NOT NULL, product_id integer, product_uom_id integer NOT NULL,
  sequence integer, picking_type_id integer, company_id integer, code varchar, type varchar NOT NULL,
  ready_to_produce varchar NOT NULL, consumption varchar NOT NULL, product_qty numeric NOT NULL,
  active boolean, allow_operation_dependencies boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE mrp_bom_line (
  id serial PRIMARY KEY, product_id integer NOT NULL, product_tmpl_id integer, company_id integer,
  product_uom_id integer NOT NULL, sequence integer, bom_id integer NOT NULL, operation_id integer,
  product_qty numeric NOT NULL, manual_consumption boolean, cost_share numeric,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE mrp_production (
  id serial PRIMARY KEY, name varchar, priority varchar, origin varchar, product_id integer NOT NULL,
  product_uom_id integer NOT NULL, lot_producing_id integer, picking_type_id integer NOT NULL,
  location_src_id integer, location_dest_id integer, bom_id integer, user_id integer,
  company_id integer NOT NULL, state varchar, reservation_state varchar, product_qty numeric NOT NULL,
  qty_producing numeric, date_deadline timestamp, date_start timestamp, date_finished timestamp,
  propagate_cancel boolean, is_locked boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_location (
  id serial PRIMARY KEY, location_id integer, posx integer, posy integer, posz integer,
  company_id integer, removal_strategy_id integer, cyclic_inventory_frequency integer,
  warehouse_id integer, storage_category_id integer, name varchar NOT NULL, complete_name varchar,
  usage varchar NOT NULL, parent_path varchar, barcode varchar, last_inventory_date date,
  next_inventory_date date, comment text, active boolean, replenish_location boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_warehouse (
  id serial PRIMARY KEY, company_id integer NOT NULL, partner_id integer, view_location_id integer NOT NULL,
  lot_stock_id integer NOT NULL, wh_input_stock_loc_id integer, wh_output_stock_loc_id integer,
  in_type_id integer, out_type_id integer, int_type_id integer, sequence integer,
  name varchar NOT NULL, code varchar(5) NOT NULL, reception_steps varchar NOT NULL,
  delivery_steps varchar NOT NULL, active boolean, buy_to_resupply boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_picking_type (
  id serial PRIMARY KEY, color integer, sequence integer, sequence_id integer,
  default_location_src_id integer, default_location_dest_id integer, warehouse_id integer,
  company_id integer NOT NULL, sequence_code varchar NOT NULL, code varchar NOT NULL,
  reservation_method varchar NOT NULL, barcode varchar, name jsonb NOT NULL, active boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_lot (
  id serial PRIMARY KEY, name varchar NOT NULL, ref varchar, product_id integer NOT NULL,
  product_uom_id integer, company_id integer, note text, expiration_date timestamp,
  use_date timestamp, removal_date timestamp, alert_date timestamp,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_quant (
  id serial PRIMARY KEY, product_id integer NOT NULL, company_id integer, location_id integer NOT NULL,
  storage_category_id integer, lot_id integer, package_id integer, owner_id integer, user_id integer,
  accounting_date date, inventory_date date, quantity numeric, reserved_quantity numeric NOT NULL,
  inventory_quantity numeric, inventory_diff_quantity numeric, inventory_quantity_set boolean,
  in_date timestamp NOT NULL,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_picking (
  id serial PRIMARY KEY, backorder_id integer, group_id integer, location_id integer NOT NULL,
  location_dest_id integer NOT NULL, picking_type_id integer NOT NULL, partner_id integer,
  company_id integer, user_id integer, owner_id integer, name varchar, origin varchar,
  move_type varchar NOT NULL, state varchar, priority varchar, note text, has_deadline_issue boolean,
  printed boolean, is_locked boolean, scheduled_date timestamp, date_deadline timestamp,
  date timestamp, date_done timestamp, sale_id integer, carrier_id integer,
  carrier_tracking_ref varchar, carrier_price double precision, weight numeric,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_move (
  id serial PRIMARY KEY, sequence integer, company_id integer NOT NULL, product_id integer NOT NULL,
  product_uom integer NOT NULL, location_id integer NOT NULL, location_dest_id integer NOT NULL,
  partner_id integer, picking_id integer, group_id integer, rule_id integer, picking_type_id integer,
  origin_returned_move_id integer, restrict_partner_id integer, warehouse_id integer,
  priority varchar, state varchar, origin varchar, procure_method varchar NOT NULL, reference varchar,
  product_qty numeric, product_uom_qty numeric NOT NULL, price_unit double precision, scrapped boolean,
  propagate_cancel boolean, is_inventory boolean, additional boolean, date timestamp NOT NULL,
  date_deadline timestamp, reservation_date date, description_picking text, sale_line_id integer,
  purchase_line_id integer, bom_line_id integer, production_id integer,
  raw_material_production_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE stock_move_line (
  id serial PRIMARY KEY, picking_id integer, move_id integer, company_id integer NOT NULL,
  product_id integer, product_uom_id integer NOT NULL, package_id integer, lot_id integer,
  result_package_id integer, owner_id integer, location_id integer NOT NULL,
  location_dest_id integer NOT NULL, product_category_name varchar, lot_name varchar, state varchar,
  reference varchar, description_picking text, date timestamp NOT NULL,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE delivery_carrier (
  id serial PRIMARY KEY, sequence integer, company_id integer, product_id integer NOT NULL,
  delivery_type varchar NOT NULL, integration_level varchar, invoice_policy varchar, name jsonb NOT NULL,
  carrier_description jsonb, fixed_price double precision, active boolean, prod_environment boolean,
  margin double precision, amount double precision,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE sale_order (
  id serial PRIMARY KEY, campaign_id integer, source_id integer, medium_id integer,
  company_id integer NOT NULL, partner_id integer NOT NULL, partner_invoice_id integer NOT NULL,
  partner_shipping_id integer NOT NULL, fiscal_position_id integer, payment_term_id integer,
  pricelist_id integer, currency_id integer, user_id integer, team_id integer, access_token varchar,
  name varchar NOT NULL, state varchar, client_order_ref varchar, origin varchar, reference varchar,
  signed_by varchar, invoice_status varchar, validity_date date, note text, currency_rate numeric,
  amount_untaxed numeric, amount_tax numeric, amount_total numeric, require_signature boolean,
  require_payment boolean, create_date timestamp, commitment_date timestamp, date_order timestamp NOT NULL,
  signed_on timestamp, warehouse_id integer, procurement_group_id integer, incoterm integer,
  picking_policy varchar, delivery_status varchar, effective_date timestamp,
  create_uid integer, write_uid integer, write_date timestamp);
CREATE TABLE sale_order_line (
  id serial PRIMARY KEY, order_id integer NOT NULL, sequence integer, company_id integer,
  currency_id integer, order_partner_id integer, salesman_id integer, product_id integer,
  state varchar, display_type varchar, qty_delivered_method varchar, invoice_status varchar,
  analytic_distribution jsonb, name text NOT NULL, product_uom_qty numeric NOT NULL,
  price_unit numeric NOT NULL, discount numeric, price_reduce_taxexcl numeric,
  price_reduce_taxinc numeric, qty_delivered numeric, qty_invoiced numeric, qty_to_invoice numeric,
  price_subtotal numeric, price_total numeric, untaxed_amount_invoiced numeric,
  untaxed_amount_to_invoice numeric, is_downpayment boolean, is_expense boolean,
  price_tax double precision, customer_lead double precision NOT NULL, route_id integer,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE purchase_order (
  id serial PRIMARY KEY, partner_id integer NOT NULL, dest_address_id integer,
  currency_id integer NOT NULL, fiscal_position_id integer, payment_term_id integer,
  incoterm_id integer, user_id integer, company_id integer NOT NULL, reminder_date_before_receipt integer,
  access_token varchar, name varchar NOT NULL, priority varchar, origin varchar, partner_ref varchar,
  state varchar, invoice_status varchar, notes text, amount_untaxed numeric, amount_tax numeric,
  amount_total numeric, date_order timestamp NOT NULL, date_approve timestamp, date_planned timestamp,
  currency_rate double precision, picking_type_id integer NOT NULL, group_id integer,
  incoterm_location varchar, receipt_status varchar, effective_date timestamp,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE purchase_order_line (
  id serial PRIMARY KEY, sequence integer, product_id integer, order_id integer NOT NULL,
  company_id integer, state varchar, qty_received_method varchar, display_type varchar,
  analytic_distribution jsonb, name text NOT NULL, product_qty numeric NOT NULL,
  price_unit numeric NOT NULL, price_subtotal numeric, price_total numeric, qty_invoiced numeric,
  qty_received numeric, qty_received_manual numeric, qty_to_invoice numeric, date_planned timestamp,
  product_uom_qty double precision, price_tax double precision, partner_id integer,
  currency_id integer, orderpoint_id integer, product_description_variants varchar,
  propagate_cancel boolean,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
CREATE TABLE account_move (
  id serial PRIMARY KEY, sequence_number integer, journal_id integer NOT NULL, company_id integer,
  partner_id integer, commercial_partner_id integer, currency_id integer NOT NULL, name varchar,
  ref varchar, state varchar NOT NULL, move_type varchar NOT NULL, payment_reference varchar,
  payment_state varchar, invoice_origin varchar, date date NOT NULL, invoice_date date,
  invoice_date_due date, narration text, amount_untaxed numeric, amount_tax numeric,
  amount_total numeric, amount_residual numeric,
  create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
