-- What a shipment is of stands in a table of links between documents of all kinds, which are named
-- as text. fk_statut: -1 cancelled, 0 draft, 1 validated, 2 processed.
INSERT INTO model.shipment (
  source_system, source_key, source_position, updated_at,
  shipment_number, direction, order_key, party_key, from_location_key,
  carrier, tracking_number, status,
  departed_at, planned_arrival_at, arrived_at, gross_weight_kg, incoterm)
SELECT
  '${system}', 'shipment/' || CAST(x.rowid AS STRING), x._position, x._commit_time,
  x.`ref`, 'outbound', CAST(o.source_id AS STRING), CAST(x.fk_soc AS STRING), CAST(w.warehouse AS STRING),
  m.libelle, NULLIF(x.tracking_number, ''),
  CASE x.fk_statut WHEN -1 THEN 'cancelled' WHEN 0 THEN 'planned' WHEN 1 THEN 'in_transit' ELSE 'delivered' END,
  CASE WHEN x.fk_statut > 0 THEN ${instant(COALESCE(x.date_expedition, x.date_valid))} END,
  ${instant(x.date_delivery)}, CAST(NULL AS TIMESTAMP_LTZ(6)),
  NULLIF(${kilograms(x.)}, 0), ${incoterm}
FROM ${db}.llx_expedition AS x
LEFT JOIN (
  SELECT fk_target, MIN(fk_source) AS source_id
  FROM ${db}.llx_element_element
  WHERE sourcetype = 'commande' AND targettype = 'shipping'
  GROUP BY fk_target
) AS o ON o.fk_target = x.rowid
LEFT JOIN (
  SELECT fk_expedition, MIN(fk_entrepot) AS warehouse
  FROM ${db}.llx_expeditiondet
  GROUP BY fk_expedition
) AS w ON w.fk_expedition = x.rowid
LEFT JOIN ${db}.llx_c_shipment_mode AS m ON m.rowid = x.fk_shipping_method
${join_incoterm}
UNION ALL
SELECT
  '${system}', 'reception/' || CAST(x.rowid AS STRING), x._position, x._commit_time,
  x.`ref`, 'inbound', CAST(o.source_id AS STRING), CAST(x.fk_soc AS STRING), CAST(NULL AS STRING),
  m.libelle, NULLIF(x.tracking_number, ''),
  CASE x.fk_statut WHEN -1 THEN 'cancelled' WHEN 0 THEN 'planned' ELSE 'delivered' END,
  CAST(NULL AS TIMESTAMP_LTZ(6)), ${instant(x.date_delivery)},
  CASE WHEN x.fk_statut > 0 THEN ${instant(COALESCE(x.date_reception, x.date_valid))} END,
  NULLIF(${kilograms(x.)}, 0), ${incoterm}
FROM ${db}.llx_reception AS x
LEFT JOIN (
  SELECT fk_target, MIN(fk_source) AS source_id
  FROM ${db}.llx_element_element
  WHERE sourcetype = 'order_supplier' AND targettype = 'reception'
  GROUP BY fk_target
) AS o ON o.fk_target = x.rowid
LEFT JOIN ${db}.llx_c_shipment_mode AS m ON m.rowid = x.fk_shipping_method
${join_incoterm};

-- A line of a shipment names the line of the order; that one names the item.
INSERT INTO model.shipment_line (
  source_system, source_key, source_position, updated_at,
  shipment_key, line_number, order_line_key, item_key, quantity, uom)
SELECT
  '${system}', 'shipment/' || CAST(d.rowid AS STRING), d._position,
  GREATEST(d._commit_time, l._commit_time),
  'shipment/' || CAST(d.fk_expedition AS STRING), d.rowid, CAST(l.rowid AS STRING),
  CAST(l.fk_product AS STRING), ${number(d.qty)}, ${unit_of_line}
FROM ${db}.llx_expeditiondet AS d
JOIN ${db}.llx_commandedet AS l ON l.rowid = ${shipped_line}
LEFT JOIN ${db}.llx_product AS p ON p.rowid = l.fk_product
${join_unit_of_line}
UNION ALL
SELECT
  '${system}', 'reception/' || CAST(d.rowid AS STRING), d._position,
  GREATEST(d._commit_time, l._commit_time),
  'reception/' || CAST(d.fk_reception AS STRING), d.rowid, CAST(l.rowid AS STRING),
  CAST(d.fk_product AS STRING), ${number(d.qty)}, ${unit_of_line}
FROM (
  ${received}
) AS d
JOIN ${db}.llx_commande_fournisseurdet AS l ON l.rowid = d.line
LEFT JOIN ${db}.llx_product AS p ON p.rowid = l.fk_product
${join_unit_of_line}
WHERE d.fk_reception IS NOT NULL;
