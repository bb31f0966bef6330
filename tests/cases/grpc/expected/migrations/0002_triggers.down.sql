-- Undoes: What the database keeps itself on every write.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TRIGGER scans_append_only_delete ON scans;
DROP FUNCTION scans_append_only_delete();
DROP TRIGGER scans_append_only ON scans;
DROP TRIGGER parcels_state_guard_state ON parcels;
DROP TRIGGER parcels_touch ON parcels;
DROP TRIGGER depots_touch ON depots;
DROP FUNCTION refuse_write();
DROP FUNCTION touch_updated_at_version();
DROP FUNCTION touch_updated_at();

COMMIT;
