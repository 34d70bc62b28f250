-- When a print left this window: to the printer or into a file.

ALTER TABLE print ADD COLUMN spooled_us INTEGER;
