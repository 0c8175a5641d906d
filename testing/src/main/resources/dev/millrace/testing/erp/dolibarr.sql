-- What Dolibarr 15 to 21 have in common of the tables around products, third parties, stock and
-- orders: MySQL or MariaDB. Names and types of the columns are Dolibarr's; the keys are the primary ones.
CREATE TABLE llx_const (
  rowid int AUTO_INCREMENT PRIMARY KEY, name varchar(180) NOT NULL, entity int NOT NULL DEFAULT 1,
  value text NOT NULL, type varchar(64) DEFAULT 'string', visible tinyint NOT NULL DEFAULT 1, note text,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
CREATE TABLE llx_c_country (
  rowid int PRIMARY KEY, code varchar(2) NOT NULL, code_iso varchar(3), numeric_code varchar(3), label varchar(128) NOT NULL,
  eec tinyint, active tinyint NOT NULL DEFAULT 1, favorite tinyint NOT NULL DEFAULT 0);
CREATE TABLE llx_c_units (
  rowid int AUTO_INCREMENT PRIMARY KEY, code varchar(3), sortorder smallint, label varchar(128), short_label varchar(5),
  scale int, unit_type varchar(10), active tinyint NOT NULL DEFAULT 1);
CREATE TABLE llx_c_shipment_mode (
  rowid int AUTO_INCREMENT PRIMARY KEY, entity int NOT NULL DEFAULT 1,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, code varchar(30) NOT NULL,
  libelle varchar(128) NOT NULL, description text, tracking varchar(255), active tinyint DEFAULT 0, module varchar(32));
CREATE TABLE llx_c_incoterms (
  rowid int AUTO_INCREMENT PRIMARY KEY, code varchar(3) NOT NULL, label varchar(100), libelle varchar(255) NOT NULL,
  active tinyint NOT NULL DEFAULT 1);
CREATE TABLE llx_societe (
  rowid int AUTO_INCREMENT PRIMARY KEY, nom varchar(128), name_alias varchar(128), entity int NOT NULL DEFAULT 1,
  ref_ext varchar(255), statut tinyint DEFAULT 0, parent int, status tinyint DEFAULT 1, code_client varchar(24),
  code_fournisseur varchar(24), code_compta varchar(24), code_compta_fournisseur varchar(24), address varchar(255),
  zip varchar(25), town varchar(50), fk_departement int DEFAULT 0, fk_pays int DEFAULT 0, phone varchar(20),
  fax varchar(20), url varchar(255), email varchar(128), socialnetworks text, fk_account int DEFAULT 0,
  fk_effectif int DEFAULT 0, fk_typent int, fk_forme_juridique int DEFAULT 0, fk_currency varchar(3), siren varchar(128),
  siret varchar(128), ape varchar(128), idprof4 varchar(128), idprof5 varchar(128), idprof6 varchar(128),
  tva_intra varchar(20), capital double(24,8), fk_stcomm int NOT NULL DEFAULT 0, note_private text, note_public text,
  model_pdf varchar(255), prefix_comm varchar(5), client tinyint DEFAULT 0, fournisseur tinyint DEFAULT 0,
  supplier_account varchar(32), fk_prospectlevel varchar(12), fk_incoterms int, location_incoterms varchar(255),
  customer_bad tinyint DEFAULT 0, customer_rate double DEFAULT 0, supplier_rate double DEFAULT 0, remise_client double DEFAULT 0,
  remise_supplier double DEFAULT 0, mode_reglement tinyint, cond_reglement tinyint, fk_shipping_method int,
  tva_assuj tinyint DEFAULT 1, localtax1_assuj tinyint DEFAULT 0, localtax1_value double(7,4), barcode varchar(180),
  fk_barcode_type int DEFAULT 0, price_level int, outstanding_limit double(24,8), order_min_amount double(24,8),
  default_lang varchar(6), logo varchar(255), canvas varchar(32), fk_warehouse int,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, datec datetime, fk_user_creat int,
  fk_user_modif int, fk_multicurrency int, multicurrency_code varchar(3), import_key varchar(14));
CREATE TABLE llx_product (
  rowid int AUTO_INCREMENT PRIMARY KEY, ref varchar(128) NOT NULL, entity int NOT NULL DEFAULT 1, ref_ext varchar(128),
  datec datetime, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, fk_parent int DEFAULT 0,
  label varchar(255) NOT NULL, description text, note_public text, note text, customcode varchar(32), fk_country int,
  fk_state int, price double(24,8) DEFAULT 0, price_ttc double(24,8) DEFAULT 0, price_min double(24,8) DEFAULT 0,
  price_base_type varchar(3) DEFAULT 'HT', cost_price double(24,8), default_vat_code varchar(10), tva_tx double(7,4),
  fk_user_author int, fk_user_modif int, tosell tinyint DEFAULT 1, tobuy tinyint DEFAULT 1, onportal tinyint DEFAULT 0,
  tobatch tinyint NOT NULL DEFAULT 0, batch_mask varchar(32), fk_product_type int DEFAULT 0, duration varchar(6),
  seuil_stock_alerte float, url varchar(255), barcode varchar(180), fk_barcode_type int,
  accountancy_code_sell varchar(32), accountancy_code_buy varchar(32), partnumber varchar(32), net_measure float,
  net_measure_units tinyint, weight float, weight_units tinyint, length float, length_units tinyint, width float,
  width_units tinyint, height float, height_units tinyint, surface float, surface_units tinyint, volume float,
  volume_units tinyint, stock double, pmp double(24,8) NOT NULL DEFAULT 0, fifo double(24,8), lifo double(24,8),
  fk_default_warehouse int, fk_default_bom int, canvas varchar(32), finished tinyint, lifetime int, qc_frequency int,
  hidden tinyint DEFAULT 0, import_key varchar(14), model_pdf varchar(255), fk_price_expression int, desiredstock float,
  fk_unit int, price_autogen tinyint DEFAULT 0, fk_project int, mandatory_period tinyint DEFAULT 0);
CREATE TABLE llx_product_fournisseur_price (
  rowid int AUTO_INCREMENT PRIMARY KEY, entity int NOT NULL DEFAULT 1, datec datetime,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, fk_product int, fk_soc int, ref_fourn varchar(128),
  desc_fourn text, fk_availability int, price double(24,8) DEFAULT 0, quantity double, remise_percent double NOT NULL DEFAULT 0,
  remise double NOT NULL DEFAULT 0, unitprice double(24,8) DEFAULT 0, charges double(24,8) DEFAULT 0, tva_tx double(7,4) NOT NULL,
  info_bits int NOT NULL DEFAULT 0, fk_user int, import_key varchar(14), delivery_time_days int,
  supplier_reputation varchar(10), packaging double(24,8), fk_multicurrency int, multicurrency_code varchar(3),
  multicurrency_tx double(24,8) DEFAULT 1, multicurrency_unitprice double(24,8), multicurrency_price double(24,8));
CREATE TABLE llx_bom_bom (
  rowid int AUTO_INCREMENT PRIMARY KEY, entity int NOT NULL DEFAULT 1, ref varchar(128) NOT NULL, bomtype int DEFAULT 0,
  label varchar(255), fk_product int, description text, note_public text, note_private text, fk_warehouse int,
  qty double(24,8), efficiency double(24,8) DEFAULT 1, duration double(24,8), date_creation datetime NOT NULL,
  date_valid datetime, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, fk_user_creat int NOT NULL,
  fk_user_modif int, fk_user_valid int, import_key varchar(14), model_pdf varchar(255), status int NOT NULL);
CREATE TABLE llx_bom_bomline (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_bom int NOT NULL, fk_product int NOT NULL, fk_bom_child int, description text,
  import_key varchar(14), qty double(24,8) NOT NULL, qty_frozen smallint DEFAULT 0, disable_stock_change smallint DEFAULT 0,
  efficiency double(24,8) NOT NULL DEFAULT 1, fk_unit int, position int NOT NULL);
CREATE TABLE llx_entrepot (
  rowid int AUTO_INCREMENT PRIMARY KEY, ref varchar(255) NOT NULL, datec datetime,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, entity int NOT NULL DEFAULT 1, fk_project int,
  description text, lieu varchar(64), address varchar(255), zip varchar(10), town varchar(50), fk_departement int,
  fk_pays int DEFAULT 0, phone varchar(20), fax varchar(20), warehouse_usage int DEFAULT 1, statut tinyint DEFAULT 1,
  fk_user_author int, model_pdf varchar(255), import_key varchar(14), fk_parent int DEFAULT 0);
CREATE TABLE llx_product_stock (
  rowid int AUTO_INCREMENT PRIMARY KEY, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  fk_product int NOT NULL, fk_entrepot int NOT NULL, reel double, import_key varchar(14));
CREATE TABLE llx_product_batch (
  rowid int AUTO_INCREMENT PRIMARY KEY, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  fk_product_stock int NOT NULL, eatby datetime, sellby datetime, batch varchar(128) NOT NULL, qty double NOT NULL DEFAULT 0,
  import_key varchar(14));
CREATE TABLE llx_stock_mouvement (
  rowid int AUTO_INCREMENT PRIMARY KEY, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, datem datetime,
  fk_product int NOT NULL, batch varchar(128), eatby date, sellby date, fk_entrepot int NOT NULL, value double,
  price double(24,8) DEFAULT 0, type_mouvement smallint, fk_user_author int, label varchar(255), inventorycode varchar(128),
  fk_project int, fk_origin int, origintype varchar(64), model_pdf varchar(255), fk_projet int NOT NULL DEFAULT 0);
CREATE TABLE llx_commande (
  rowid int AUTO_INCREMENT PRIMARY KEY, ref varchar(30) NOT NULL, entity int NOT NULL DEFAULT 1, ref_ext varchar(255),
  ref_client varchar(255), fk_soc int NOT NULL, fk_projet int,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, date_creation datetime, date_valid datetime,
  date_cloture datetime, date_commande date, fk_user_author int, fk_user_modif int, fk_user_valid int, source smallint,
  fk_statut smallint DEFAULT 0, amount_ht double(24,8) DEFAULT 0, remise_percent double DEFAULT 0, remise_absolue double DEFAULT 0,
  remise double DEFAULT 0, total_tva double(24,8) DEFAULT 0, localtax1 double(24,8) DEFAULT 0, total_ht double(24,8) DEFAULT 0,
  total_ttc double(24,8) DEFAULT 0, note_private text, note_public text, model_pdf varchar(255), facture tinyint DEFAULT 0,
  fk_account int, fk_currency varchar(3), fk_cond_reglement int, fk_mode_reglement int, date_livraison datetime,
  fk_shipping_method int, fk_warehouse int, fk_availability int, fk_input_reason int, fk_delivery_address int, fk_incoterms int,
  location_incoterms varchar(255), import_key varchar(14), extraparams varchar(255), fk_multicurrency int,
  multicurrency_code varchar(3), multicurrency_tx double(24,8) DEFAULT 1, multicurrency_total_ht double(24,8) DEFAULT 0,
  multicurrency_total_tva double(24,8) DEFAULT 0, multicurrency_total_ttc double(24,8) DEFAULT 0, last_main_doc varchar(255));
CREATE TABLE llx_commandedet (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_commande int NOT NULL, fk_parent_line int, fk_product int, label varchar(255),
  description text, vat_src_code varchar(10), tva_tx double(7,4), qty double, remise_percent double DEFAULT 0,
  remise double DEFAULT 0, fk_remise_except int, price double, subprice double(24,8) DEFAULT 0, total_ht double(24,8) DEFAULT 0,
  total_tva double(24,8) DEFAULT 0, total_ttc double(24,8) DEFAULT 0, product_type int DEFAULT 0, date_start datetime,
  date_end datetime, info_bits int DEFAULT 0, buy_price_ht double(24,8) DEFAULT 0, fk_product_fournisseur_price int,
  special_code int DEFAULT 0, rang int DEFAULT 0, fk_unit int, import_key varchar(14), ref_ext varchar(255),
  fk_commandefourndet int, fk_multicurrency int, multicurrency_code varchar(3), multicurrency_subprice double(24,8) DEFAULT 0,
  multicurrency_total_ht double(24,8) DEFAULT 0, multicurrency_total_ttc double(24,8) DEFAULT 0);
CREATE TABLE llx_commande_fournisseur (
  rowid int AUTO_INCREMENT PRIMARY KEY, ref varchar(180) NOT NULL, entity int NOT NULL DEFAULT 1, ref_ext varchar(255),
  ref_supplier varchar(255), fk_soc int NOT NULL, fk_projet int DEFAULT 0,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, date_creation datetime, date_valid datetime,
  date_approve datetime, date_approve2 datetime, date_commande date, fk_user_author int, fk_user_modif int, fk_user_valid int,
  fk_user_approve int, source smallint NOT NULL, fk_statut smallint DEFAULT 0, billed smallint DEFAULT 0,
  amount_ht double(24,8) DEFAULT 0, remise_percent double DEFAULT 0, remise double DEFAULT 0, total_tva double(24,8) DEFAULT 0,
  total_ht double(24,8) DEFAULT 0, total_ttc double(24,8) DEFAULT 0, note_private text, note_public text,
  model_pdf varchar(255), date_livraison datetime, fk_account int, fk_cond_reglement int, fk_mode_reglement int,
  fk_input_method int DEFAULT 0, fk_incoterms int, location_incoterms varchar(255), import_key varchar(14),
  extraparams varchar(255), fk_multicurrency int, multicurrency_code varchar(3), multicurrency_tx double(24,8) DEFAULT 1,
  multicurrency_total_ht double(24,8) DEFAULT 0, multicurrency_total_ttc double(24,8) DEFAULT 0, last_main_doc varchar(255));
CREATE TABLE llx_commande_fournisseurdet (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_commande int NOT NULL, fk_parent_line int, fk_product int, ref varchar(128),
  label varchar(255), description text, vat_src_code varchar(10), tva_tx double(7,4) DEFAULT 0, qty double,
  remise_percent double DEFAULT 0, remise double DEFAULT 0, subprice double(24,8) DEFAULT 0, total_ht double(24,8) DEFAULT 0,
  total_tva double(24,8) DEFAULT 0, total_ttc double(24,8) DEFAULT 0, product_type int DEFAULT 0, date_start datetime,
  date_end datetime, info_bits int DEFAULT 0, special_code int DEFAULT 0, rang int DEFAULT 0, import_key varchar(14),
  fk_unit int, fk_multicurrency int, multicurrency_code varchar(3), multicurrency_subprice double(24,8) DEFAULT 0,
  multicurrency_total_ht double(24,8) DEFAULT 0, multicurrency_total_ttc double(24,8) DEFAULT 0);
CREATE TABLE llx_expedition (
  rowid int AUTO_INCREMENT PRIMARY KEY, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  ref varchar(30) NOT NULL, entity int NOT NULL DEFAULT 1, fk_soc int NOT NULL, fk_projet int, ref_ext varchar(255),
  ref_customer varchar(255), date_creation datetime, fk_user_author int, fk_user_modif int, date_valid datetime,
  fk_user_valid int, date_delivery datetime, date_expedition datetime, fk_address int, fk_shipping_method int,
  tracking_number varchar(50), fk_statut smallint DEFAULT 0, billed smallint DEFAULT 0, height float, width float,
  size_units int, size float, weight_units int, weight float, note_private text, note_public text, model_pdf varchar(255),
  last_main_doc varchar(255), fk_incoterms int, location_incoterms varchar(255), import_key varchar(14), extraparams varchar(255));
CREATE TABLE llx_reception (
  rowid int AUTO_INCREMENT PRIMARY KEY, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  ref varchar(30) NOT NULL, entity int NOT NULL DEFAULT 1, fk_soc int NOT NULL, fk_projet int, ref_ext varchar(30),
  ref_supplier varchar(128), date_creation datetime, fk_user_author int, fk_user_modif int, date_valid datetime,
  fk_user_valid int, date_delivery datetime, date_reception datetime, fk_shipping_method int, tracking_number varchar(50),
  fk_statut smallint DEFAULT 0, billed smallint DEFAULT 0, height float, width float, size_units int, size float,
  weight_units int, weight float, note_private text, note_public text, model_pdf varchar(255), fk_incoterms int,
  location_incoterms varchar(255), import_key varchar(14), extraparams varchar(255));
CREATE TABLE llx_element_element (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_source int NOT NULL, sourcetype varchar(64) NOT NULL, fk_target int NOT NULL,
  targettype varchar(64) NOT NULL, relationtype varchar(64));
