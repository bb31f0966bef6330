-- What the database keeps itself on every write.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_ARGV[0], ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$;

CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO audit_log (actor, action, table_name, row_key, changes)
    SELECT
        nullif(current_setting('app.account_id', true), ''), lower(TG_OP), TG_TABLE_NAME,
        (
            SELECT string_agg(coalesce(after, before) ->> k.name, '/' ORDER BY k.place)
            FROM unnest(TG_ARGV[1:]) WITH ORDINALITY AS k (name, place)
        ),
        changed.names
    FROM (
        SELECT jsonb_agg(n.key ORDER BY n.key) AS names FROM jsonb_each(after) AS n
        WHERE TG_OP = 'UPDATE' AND n.value IS DISTINCT FROM before -> n.key
            AND n.key <> ALL (string_to_array(TG_ARGV[0], ' '))
    ) AS changed
    WHERE TG_OP <> 'UPDATE' OR changed.names IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER accounts_touch BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER accounts_status_guard_state BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status
        AND (OLD.status, NEW.status) NOT IN (('open', 'closed'))) EXECUTE FUNCTION refuse_write('status of accounts cannot change this way');

CREATE TRIGGER accounts_audit AFTER INSERT OR UPDATE OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION write_audit('balance updated_at', 'id');

CREATE TRIGGER entries_append_only BEFORE UPDATE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('rows of entries are only ever added');

CREATE TRIGGER entries_append_only_delete BEFORE DELETE ON entries
    FOR EACH ROW WHEN (
        current_setting('app.purge', true) IS DISTINCT FROM 'on' OR OLD.created_at > now() - interval '3650 days'
    ) EXECUTE FUNCTION refuse_write('rows of entries are only ever added');

CREATE FUNCTION entries_entries_balance_hold_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM entries WHERE entries.id IN (OLD.id, NEW.id) ORDER BY entries.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM entries WHERE entries.id IN (OLD.id, NEW.id)
            AND NOT ((SELECT coalesce(sum(postings.amount), 0) FROM postings WHERE postings.entry_id = entries.id) = 0)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'entries_entries_balance_hold_rule: entries and postings do not agree', ERRCODE = 'check_violation',
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER entries_entries_balance_hold_rule AFTER INSERT OR UPDATE OF id ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_entries_balance_hold_rule();

CREATE FUNCTION entries_entry_postings_count_hold_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM entries WHERE entries.id IN (OLD.id, NEW.id) ORDER BY entries.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM entries WHERE entries.id IN (OLD.id, NEW.id)
            AND NOT ((SELECT count(postings.id) FROM postings WHERE postings.entry_id = entries.id) >= 2)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'entries_entry_postings_count_hold_rule: entries and postings do not agree', ERRCODE = 'check_violation',
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER entries_entry_postings_count_hold_rule AFTER INSERT OR UPDATE OF id ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_entry_postings_count_hold_rule();

CREATE TRIGGER postings_append_only BEFORE UPDATE OR TRUNCATE ON postings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('rows of postings are only ever added');

CREATE TRIGGER postings_append_only_delete BEFORE DELETE ON postings
    FOR EACH ROW WHEN (
        current_setting('app.purge', true) IS DISTINCT FROM 'on' OR OLD.created_at > now() - interval '3650 days'
    ) EXECUTE FUNCTION refuse_write('rows of postings are only ever added');

CREATE FUNCTION accounts_balance_recompute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts
    SET balance = accounts.balance + coalesce(NEW.amount, 0)
    WHERE accounts.id = NEW.account_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER accounts_balance_recompute AFTER INSERT ON postings
    FOR EACH ROW EXECUTE FUNCTION accounts_balance_recompute();

CREATE FUNCTION postings_entries_balance_hold_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM entries WHERE entries.id IN (OLD.entry_id, NEW.entry_id) ORDER BY entries.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM entries WHERE entries.id IN (OLD.entry_id, NEW.entry_id)
            AND NOT ((SELECT coalesce(sum(postings.amount), 0) FROM postings WHERE postings.entry_id = entries.id) = 0)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'postings_entries_balance_hold_rule: entries and postings do not agree', ERRCODE = 'check_violation',
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER postings_entries_balance_hold_rule AFTER INSERT OR UPDATE OF id, amount, entry_id OR DELETE ON postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION postings_entries_balance_hold_rule();

CREATE FUNCTION postings_entry_postings_count_hold_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM entries WHERE entries.id IN (OLD.entry_id, NEW.entry_id) ORDER BY entries.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM entries WHERE entries.id IN (OLD.entry_id, NEW.entry_id)
            AND NOT ((SELECT count(postings.id) FROM postings WHERE postings.entry_id = entries.id) >= 2)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'postings_entry_postings_count_hold_rule: entries and postings do not agree', ERRCODE = 'check_violation',
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER postings_entry_postings_count_hold_rule AFTER INSERT OR UPDATE OF id, entry_id OR DELETE ON postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION postings_entry_postings_count_hold_rule();

CREATE TRIGGER reservations_touch BEFORE UPDATE ON reservations
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at();

CREATE FUNCTION reservations_one_reservation_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('reservations_one_reservation_no_overlap' || ' ' || coalesce(NEW.account_id::text, ''), 0));
    IF EXISTS (
        SELECT 1 FROM reservations AS other
        WHERE other.account_id = NEW.account_id
            AND (NEW.until IS NULL OR other."from" < NEW.until)
            AND (other.until IS NULL OR other.until > NEW."from")
            AND NOT (other.id = NEW.id)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'from to until of reservations overlaps another row',
            ERRCODE = 'exclusion_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER reservations_one_reservation_no_overlap BEFORE INSERT OR UPDATE ON reservations
    FOR EACH ROW EXECUTE FUNCTION reservations_one_reservation_no_overlap();

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('rows of audit_log are only ever added');

COMMIT;
