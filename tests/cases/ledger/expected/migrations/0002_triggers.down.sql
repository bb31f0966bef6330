-- Undoes: What the database keeps itself on every write.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP TRIGGER audit_log_append_only ON audit_log;
DROP TRIGGER reservations_one_reservation_no_overlap ON reservations;
DROP FUNCTION reservations_one_reservation_no_overlap();
DROP TRIGGER reservations_touch ON reservations;
DROP TRIGGER postings_entry_postings_count_hold_rule ON postings;
DROP FUNCTION postings_entry_postings_count_hold_rule();
DROP TRIGGER postings_entries_balance_hold_rule ON postings;
DROP FUNCTION postings_entries_balance_hold_rule();
DROP TRIGGER accounts_balance_recompute ON postings;
DROP FUNCTION accounts_balance_recompute();
DROP TRIGGER postings_append_only_delete ON postings;
DROP TRIGGER postings_append_only ON postings;
DROP TRIGGER entries_entry_postings_count_hold_rule ON entries;
DROP FUNCTION entries_entry_postings_count_hold_rule();
DROP TRIGGER entries_entries_balance_hold_rule ON entries;
DROP FUNCTION entries_entries_balance_hold_rule();
DROP TRIGGER entries_append_only_delete ON entries;
DROP TRIGGER entries_append_only ON entries;
DROP TRIGGER accounts_audit ON accounts;
DROP TRIGGER accounts_status_guard_state ON accounts;
DROP TRIGGER accounts_touch ON accounts;
DROP FUNCTION write_audit();
DROP FUNCTION refuse_write();
DROP FUNCTION touch_updated_at();

COMMIT;
