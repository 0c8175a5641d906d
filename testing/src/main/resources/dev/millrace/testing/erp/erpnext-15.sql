-- What only ERPNext 15 has.
ALTER TABLE `tabStock Ledger Entry` ADD serial_and_batch_bundle varchar(140);
