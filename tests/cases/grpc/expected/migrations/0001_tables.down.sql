-- Undoes: Tables depots, outbox_messages, idempotency_keys, uploads, parcels and scans.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TABLE scans;
DROP TABLE parcels;
DROP TABLE uploads;
DROP TABLE idempotency_keys;
DROP TABLE outbox_messages;
DROP TABLE depots;

COMMIT;
