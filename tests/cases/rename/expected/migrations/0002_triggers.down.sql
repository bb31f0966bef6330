-- Undoes: What the database keeps itself on every write.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TRIGGER parcels_touch ON parcels;
DROP TRIGGER bins_touch ON bins;
DROP FUNCTION touch_updated_at();

COMMIT;
