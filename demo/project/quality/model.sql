-- What is expected of the model's rows, whichever ERP they come from. The page Mappings shows what
-- is not so, and what is held back; docs/quality.md tells the forms.

-- expect unique model.item (source_system, item_code)
-- expect not null model.item (name, base_uom)
-- expect reference model.inventory_balance (item_key) -> model.item
-- expect reference model.sales_order_line (order_key) -> model.sales_order
-- expect reference model.sales_order_line (item_key) -> model.item
-- expect range model.sales_order_line (quantity_ordered) 0 .., else hold back
-- expect fresh model.inventory_movement 15 minutes

-- No line has more shipped than was ordered.
SELECT source_system, source_key, order_key, quantity_ordered, quantity_shipped
FROM model.sales_order_line
WHERE quantity_shipped > quantity_ordered;
