-- Undoes: Tables accounts, entries, idempotency_keys, audit_log, postings and reservations.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TABLE reservations;
DROP TABLE postings;
DROP TABLE audit_log;
DROP TABLE idempotency_keys;
DROP TABLE entries;
DROP TABLE accounts;

COMMIT;
