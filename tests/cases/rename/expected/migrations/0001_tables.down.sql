-- Undoes: Tables bins, idempotency_keys and parcels.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TABLE parcels;
DROP TABLE idempotency_keys;
DROP TABLE bins;

COMMIT;
