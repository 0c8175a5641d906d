INSERT INTO llx_expeditiondet (rowid, fk_expedition, fk_element, fk_elementdet, fk_entrepot, qty) VALUES (1, 1, 1, 2, 1, 2);
INSERT INTO llx_receptiondet_batch (rowid, fk_reception, fk_element, fk_elementdet, fk_product, qty, fk_entrepot, status) VALUES (1, 1, 1, 1, 2, 100, 1, 1);
