INSERT INTO llx_const (name, value) VALUES ('MAIN_MONNAIE', 'EUR'), ('MAIN_LANG_DEFAULT', 'fr_FR');
INSERT INTO llx_c_country (rowid, code, label) VALUES (1, 'FR', 'France'), (5, 'DE', 'Germany');
INSERT INTO llx_c_units (rowid, code, label, scale, unit_type) VALUES (1, 'P', 'unitP', 1, 'qty'), (2, 'KG', 'WeightUnitkg', 0, 'weight');
INSERT INTO llx_c_shipment_mode (rowid, code, libelle) VALUES (1, 'COLSUI', 'Colissimo');
INSERT INTO llx_c_incoterms (rowid, code, libelle) VALUES (1, 'DAP', 'Delivered At Place');
INSERT INTO llx_societe (rowid, nom, client, fournisseur, code_client, code_fournisseur, tva_intra, fk_pays, town, zip, status, parent) VALUES
  (1, 'Joints &amp; Cie', 0, 1, NULL, 'SU2601-001', 'FR001', 1, 'Lyon', '69001', 1, NULL), (2, 'Wasserwerk', 3, 0, 'CU2601-001', NULL, '', 5, 'Bonn', '53111', 1, NULL), (3, 'Wasserwerk Hof', 2, 0, NULL, NULL, NULL, 5, NULL, NULL, 0, 2);
INSERT INTO llx_entrepot (rowid, ref, lieu, fk_pays, town, statut, fk_parent) VALUES (1, 'MAIN', 'Main depot', 1, 'Lyon', 1, 0), (2, 'MAIN-A', NULL, 0, NULL, 0, 1);
INSERT INTO llx_product (rowid, ref, label, fk_product_type, finished, tosell, tobuy, fk_unit, cost_price, pmp, weight, weight_units, barcode, seuil_stock_alerte) VALUES
  (1, 'PUMP', 'Pompe <i>XL</i>', 0, 1, 1, 0, 1, 33.25, 30, 12500, -3, '4006381333931', 2), (2, 'SEAL', 'Joint', 0, 0, 0, 1, 2, NULL, 2.5, NULL, NULL, NULL, NULL), (3, 'PORT', 'Port', 1, NULL, 1, 1, NULL, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO llx_product_fournisseur_price (rowid, fk_product, fk_soc, ref_fourn, unitprice, quantity, remise_percent, delivery_time_days, tva_tx) VALUES (1, 2, 1, 'X-77', 2.5, 100, 20, 7, 20);
INSERT INTO llx_bom_bom (rowid, ref, label, fk_product, qty, date_creation, fk_user_creat, status) VALUES (1, 'BOM-1', 'Pompe', 1, 1, '2026-01-01 00:00:00', 1, 1);
INSERT INTO llx_bom_bomline (rowid, fk_bom, fk_product, qty, efficiency, position) VALUES (1, 1, 2, 4, 0.8, 1);
INSERT INTO llx_product_stock (rowid, fk_product, fk_entrepot, reel) VALUES (1, 1, 1, 6);
INSERT INTO llx_stock_mouvement (rowid, datem, fk_product, batch, fk_entrepot, value, type_mouvement, label, inventorycode, origintype) VALUES
  (1, '2026-03-01 08:00:00', 2, 'LOT-1', 1, 100, 3, 'Receipt', '20260301', 'reception'), (2, '2026-03-04 09:30:00', 1, NULL, 1, -2, 2, 'Shipment', NULL, 'shipping'), (3, '2026-02-01 08:00:00', 1, NULL, 1, 8, 0, 'Stock correction', '', NULL);
INSERT INTO llx_commande (rowid, ref, ref_client, fk_soc, fk_statut, date_commande, date_livraison, total_ttc, facture, fk_warehouse) VALUES (1, 'CO2603-0001', 'PO-9', 2, 2, '2026-03-02', '2026-03-07 00:00:00', 181.5, 0, 1), (2, 'CO2603-0002', NULL, 2, -1, '2026-03-03', NULL, 60, 0, NULL);
INSERT INTO llx_commandedet (rowid, fk_commande, fk_product, qty, subprice, remise_percent, product_type, rang) VALUES (1, 1, NULL, 0, 0, 0, 9, 1), (2, 1, 1, 3, 60, 10, 0, 2), (3, 2, 1, 1, 60, 0, 0, 0);
INSERT INTO llx_commande_fournisseur (rowid, ref, ref_supplier, fk_soc, source, fk_statut, date_commande, date_livraison, total_ttc, billed) VALUES (1, 'CF2602-0001', 'AB-55', 1, 0, 4, '2026-02-20', '2026-02-28 12:00:00', 300, 0);
INSERT INTO llx_commande_fournisseurdet (rowid, fk_commande, fk_product, qty, subprice, rang) VALUES (1, 1, 2, 150, 2, 1);
INSERT INTO llx_expedition (rowid, ref, fk_soc, fk_statut, date_valid, date_expedition, date_delivery, fk_shipping_method, tracking_number, weight, weight_units, fk_incoterms) VALUES (1, 'SH2603-0001', 2, 1, '2026-03-04 09:00:00', '2026-03-04 09:30:00', '2026-03-07 00:00:00', 1, 'PP123', 25, 0, 1);
INSERT INTO llx_element_element (fk_source, sourcetype, fk_target, targettype) VALUES (1, 'commande', 1, 'shipping'), (1, 'order_supplier', 1, 'reception'), (7, 'propal', 1, 'commande');
INSERT INTO llx_reception (rowid, ref, fk_soc, fk_statut, date_valid, date_reception, tracking_number) VALUES (1, 'RCP2603-0001', 1, 1, '2026-03-01 08:00:00', NULL, '');
