-- What only Dolibarr up to 19 has.
CREATE TABLE llx_expeditiondet (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_expedition int NOT NULL, fk_origin_line int, fk_entrepot int, qty double,
  rang int DEFAULT 0);
CREATE TABLE llx_commande_fournisseur_dispatch (
  rowid int AUTO_INCREMENT PRIMARY KEY, fk_commande int, fk_product int, fk_commandefourndet int, fk_projet int,
  fk_reception int, qty float, fk_entrepot int, comment varchar(255), batch varchar(128), eatby date, sellby date,
  status int, fk_user int, datec datetime, tms timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  cost_price double(24,8) DEFAULT 0);
