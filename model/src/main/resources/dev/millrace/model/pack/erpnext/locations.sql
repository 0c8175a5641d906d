-- Warehouses make a tree; its groups hold no stock themselves.
INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, parent_key, city, active, location_code)
SELECT
  '${system}', w.name, w._position, w._commit_time,
  w.warehouse_name, 'warehouse', NULLIF(w.parent_warehouse, ''), NULLIF(w.city, ''),
  w.disabled = 0, w.name
FROM ${db}.tabWarehouse AS w;
