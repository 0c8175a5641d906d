INSERT INTO llx_expeditiondet (rowid, fk_expedition, fk_origin_line, fk_entrepot, qty) VALUES (1, 1, 2, 1, 2);
INSERT INTO llx_commande_fournisseur_dispatch (rowid, fk_commande, fk_product, fk_commandefourndet, fk_reception, qty, fk_entrepot, status) VALUES (1, 1, 2, 1, 1, 100, 1, 1);
