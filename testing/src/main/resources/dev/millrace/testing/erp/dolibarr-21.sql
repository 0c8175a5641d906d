-- What only Dolibarr from 20 on has: lines of shipments and receptions name what they are of.
CREATE TABLE llx_expeditiondet (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_expedition int NOT NULL, fk_element int, fk_elementdet int,
  element_type varchar(50) NOT NULL DEFAULT 'commande', fk_product int, fk_entrepot int, qty double, rang int DEFAULT 0);
CREATE TABLE llx_receptiondet_batch (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_reception int, fk_element int, fk_elementdet int,
  element_type varchar(50) NOT NULL DEFAULT 'supplier_order', fk_product int, qty float, fk_entrepot int, fk_projet int,
  comment varchar(255), batch varchar(128), eatby date, sellby date, status int, fk_user int, datec datetime,
  tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, cost_price double(24,8) DEFAULT 0);
