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

CREATE FUNCTION touch_updated_at_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_ARGV[0], ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$;

CREATE TRIGGER depots_touch BEFORE UPDATE ON depots
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER parcels_touch BEFORE UPDATE ON parcels
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at_version();

CREATE TRIGGER parcels_state_guard_state BEFORE UPDATE ON parcels
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state
        AND (OLD.state, NEW.state) NOT IN (('taken_in', 'sorted'), ('sorted', 'handed_over'), ('handed_over', 'lost'))) EXECUTE FUNCTION refuse_write('state of parcels cannot change this way');

CREATE TRIGGER scans_append_only BEFORE UPDATE OR TRUNCATE ON scans
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('rows of scans are only ever added');

CREATE FUNCTION scans_append_only_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM parcels WHERE parcels.id = OLD.parcel_id) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'rows of scans are only ever added', ERRCODE = 'check_violation',
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER scans_append_only_delete BEFORE DELETE ON scans
    FOR EACH ROW EXECUTE FUNCTION scans_append_only_delete();

COMMIT;
