-- Tables depots, outbox_messages, idempotency_keys, uploads, parcels and scans.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE depots (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    place_latitude numeric(9, 6) NOT NULL,
    place_longitude numeric(9, 6) NOT NULL,
    opens_at time,
    doors jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT depots_pkey PRIMARY KEY (id),
    CONSTRAINT depots_name_key UNIQUE (name),
    CONSTRAINT depots_name_length CHECK (char_length(name) BETWEEN 1 AND 80),
    CONSTRAINT depots_place_latitude_range CHECK (place_latitude BETWEEN -90 AND 90),
    CONSTRAINT depots_place_longitude_range CHECK (place_longitude BETWEEN -180 AND 180)
);

CREATE INDEX depots_created_at_id_idx ON depots (created_at DESC, id DESC);
COMMENT ON TABLE depots IS 'Depot: name, place, opens at and doors. Why: entities.Depot.';
COMMENT ON COLUMN depots.id IS 'Identifier.';
COMMENT ON COLUMN depots.name IS 'Name. Why: entities.Depot.fields.name.';
COMMENT ON COLUMN depots.place_latitude IS 'Place: latitude. Why: entities.Depot.fields.place.';
COMMENT ON COLUMN depots.place_longitude IS 'Place: longitude. Why: entities.Depot.fields.place.';
COMMENT ON COLUMN depots.opens_at IS 'Opens at. Why: entities.Depot.fields.opens_at.';
COMMENT ON COLUMN depots.doors IS 'Doors. Why: entities.Depot.fields.doors.';
COMMENT ON COLUMN depots.created_at IS 'When the row was made.';
COMMENT ON COLUMN depots.updated_at IS 'When the row last changed.';
COMMENT ON INDEX depots_created_at_id_idx IS 'Serves op.depot.list.';

CREATE TABLE outbox_messages (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    event text NOT NULL,
    version bigint NOT NULL,
    aggregate_id text NOT NULL,
    payload jsonb NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    available_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    dead_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT outbox_messages_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_messages_event_length CHECK (char_length(event) <= 120),
    CONSTRAINT outbox_messages_aggregate_id_length CHECK (char_length(aggregate_id) <= 255),
    CONSTRAINT outbox_messages_attempts_range CHECK (attempts >= 0)
);

CREATE INDEX outbox_messages_available_at_id_idx ON outbox_messages (available_at, id)
    WHERE (sent_at IS NULL) AND (dead_at IS NULL);

CREATE INDEX outbox_messages_sent_at_idx ON outbox_messages (sent_at);
COMMENT ON TABLE outbox_messages IS 'Events written in the transaction that caused them, relayed afterwards. Why: events.parcel\.handed_over.';
COMMENT ON COLUMN outbox_messages.id IS 'Identifier.';
COMMENT ON COLUMN outbox_messages.event IS 'Name of the event.';
COMMENT ON COLUMN outbox_messages.version IS 'Version of its payload.';
COMMENT ON COLUMN outbox_messages.aggregate_id IS 'The row it is about; keeps the order.';
COMMENT ON COLUMN outbox_messages.payload IS 'The declared members.';
COMMENT ON COLUMN outbox_messages.attempts IS 'How often sending was tried.';
COMMENT ON COLUMN outbox_messages.available_at IS 'Not sent before this.';
COMMENT ON COLUMN outbox_messages.sent_at IS 'Set when it was handed on.';
COMMENT ON COLUMN outbox_messages.dead_at IS 'Set when tries ran out: somebody must look.';
COMMENT ON COLUMN outbox_messages.created_at IS 'When the row was made.';
COMMENT ON INDEX outbox_messages_available_at_id_idx IS 'Serves relay of messages that wait to be sent.';
COMMENT ON INDEX outbox_messages_sent_at_idx IS 'Serves cleanup of sent messages.';

CREATE TABLE idempotency_keys (
    caller text NOT NULL,
    "key" text NOT NULL,
    request_hash text NOT NULL,
    status bigint,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, "key"),
    CONSTRAINT idempotency_keys_caller_length CHECK (char_length(caller) <= 127),
    CONSTRAINT idempotency_keys_key_length CHECK (char_length("key") <= 255),
    CONSTRAINT idempotency_keys_request_hash_length CHECK (char_length(request_hash) <= 128)
);

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
COMMENT ON TABLE idempotency_keys IS 'Answers to requests that may be repeated. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.caller IS 'Who sent it. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys."key" IS 'The Idempotency-Key header. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body; another body is refused. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.status IS 'The stored answer''s status; NULL while it is being worked on. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The stored answer. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the row was made. Why: entities.Parcel.actions.hand_over.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'Forgotten after this. Why: entities.Parcel.actions.hand_over.';
COMMENT ON INDEX idempotency_keys_expires_at_idx IS 'Serves cleanup of expired keys.';

CREATE TABLE uploads (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    object_key text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    requested_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    attached_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uploads_pkey PRIMARY KEY (id),
    CONSTRAINT uploads_object_key_key UNIQUE (object_key),
    CONSTRAINT uploads_object_key_length CHECK (char_length(object_key) <= 512),
    CONSTRAINT uploads_content_type_length CHECK (char_length(content_type) <= 127),
    CONSTRAINT uploads_requested_by_length CHECK (char_length(requested_by) <= 127),
    CONSTRAINT uploads_size_range CHECK (size >= 0)
);

CREATE INDEX uploads_expires_at_idx ON uploads (expires_at)
    WHERE attached_at IS NULL;

COMMENT ON TABLE uploads IS 'Presigned uploads that were offered and not yet attached. Why: entities.Parcel.fields.label.';
COMMENT ON COLUMN uploads.id IS 'Identifier.';
COMMENT ON COLUMN uploads.object_key IS 'Where the object lies.';
COMMENT ON COLUMN uploads.content_type IS 'The type that was agreed.';
COMMENT ON COLUMN uploads.size IS 'The size that was agreed.';
COMMENT ON COLUMN uploads.requested_by IS 'Who asked.';
COMMENT ON COLUMN uploads.expires_at IS 'No use after this.';
COMMENT ON COLUMN uploads.attached_at IS 'Set when a row took it.';
COMMENT ON COLUMN uploads.created_at IS 'When the row was made.';
COMMENT ON INDEX uploads_expires_at_idx IS 'Serves removal of what nobody attached.';

CREATE TABLE parcels (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    code text NOT NULL,
    size text NOT NULL DEFAULT 'small',
    weight numeric(8, 3) NOT NULL,
    fee numeric(19, 4) NOT NULL,
    value bigint,
    fragile boolean NOT NULL DEFAULT FALSE,
    attributes jsonb,
    label_key text,
    label_size bigint,
    label_type text,
    label_checksum text,
    due_on date,
    state text NOT NULL DEFAULT 'taken_in',
    lost_why text,
    depot_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_code_key UNIQUE (code),
    CONSTRAINT parcels_code_length CHECK (char_length(code) BETWEEN 8 AND 20),
    CONSTRAINT parcels_size_values CHECK (size IN ('letter', 'small', 'large')),
    CONSTRAINT parcels_weight_range CHECK (weight >= 0),
    CONSTRAINT parcels_fee_range CHECK (fee >= 0),
    CONSTRAINT parcels_value_range CHECK (value >= 0),
    CONSTRAINT parcels_label_key_length CHECK (char_length(label_key) <= 512),
    CONSTRAINT parcels_label_size_range CHECK (label_size >= 0),
    CONSTRAINT parcels_label_type_length CHECK (char_length(label_type) <= 127),
    CONSTRAINT parcels_label_checksum_length CHECK (char_length(label_checksum) <= 128),
    CONSTRAINT parcels_state_values CHECK (state IN ('taken_in', 'sorted', 'handed_over', 'lost')),
    CONSTRAINT parcels_lost_why_length CHECK (char_length(lost_why) <= 200),
    CONSTRAINT parcels_depot_id_fkey FOREIGN KEY (depot_id)
        REFERENCES depots (id) ON DELETE RESTRICT
);

CREATE INDEX parcels_depot_id_created_at_id_idx ON parcels (depot_id, created_at DESC, id DESC);
CREATE INDEX parcels_code_search ON parcels USING gin (to_tsvector('simple', coalesce(code, '')));
CREATE INDEX parcels_created_at_id_idx ON parcels (created_at DESC, id DESC);
CREATE INDEX parcels_due_on_id_idx ON parcels (due_on, id);
CREATE INDEX parcels_state_created_at_id_idx ON parcels (state, created_at DESC, id DESC);
CREATE INDEX parcels_size_created_at_id_idx ON parcels (size, created_at DESC, id DESC);
COMMENT ON TABLE parcels IS 'Parcel: code, size, weight, fee and 8 more. Why: entities.Parcel.';
COMMENT ON COLUMN parcels.id IS 'Identifier.';
COMMENT ON COLUMN parcels.code IS 'Code. Why: entities.Parcel.fields.code.';
COMMENT ON COLUMN parcels.size IS 'Size. Why: entities.Parcel.fields.size.';
COMMENT ON COLUMN parcels.weight IS 'Weight. Why: entities.Parcel.fields.weight.';
COMMENT ON COLUMN parcels.fee IS 'Fee. Why: entities.Parcel.fields.fee.';
COMMENT ON COLUMN parcels.value IS 'Value. Why: entities.Parcel.fields.value.';
COMMENT ON COLUMN parcels.fragile IS 'Fragile. Why: entities.Parcel.fields.fragile.';
COMMENT ON COLUMN parcels.attributes IS 'Attributes. Why: entities.Parcel.fields.attributes.';
COMMENT ON COLUMN parcels.label_key IS 'Label: key. Why: entities.Parcel.fields.label.';
COMMENT ON COLUMN parcels.label_size IS 'Label: size. Why: entities.Parcel.fields.label.';
COMMENT ON COLUMN parcels.label_type IS 'Label: type. Why: entities.Parcel.fields.label.';
COMMENT ON COLUMN parcels.label_checksum IS 'Label: checksum. Why: entities.Parcel.fields.label.';
COMMENT ON COLUMN parcels.due_on IS 'Due on. Why: entities.Parcel.fields.due_on.';
COMMENT ON COLUMN parcels.state IS 'State. Why: entities.Parcel.fields.state.';
COMMENT ON COLUMN parcels.lost_why IS 'Lost why (set by the server). Why: entities.Parcel.fields.lost_why.';
COMMENT ON COLUMN parcels.depot_id IS 'The depot it refers to. Why: entities.Parcel.relations.depot.';
COMMENT ON COLUMN parcels.created_at IS 'When the row was made.';
COMMENT ON COLUMN parcels.updated_at IS 'When the row last changed.';
COMMENT ON COLUMN parcels.version IS 'Counts edits; If-Match compares with it. Why: entities.Parcel.versioned.';
COMMENT ON INDEX parcels_depot_id_created_at_id_idx IS 'Serves op.parcel.list (filter depot), foreign key depot_id.';
COMMENT ON INDEX parcels_code_search IS 'Serves op.parcel.list (search).';
COMMENT ON INDEX parcels_created_at_id_idx IS 'Serves op.parcel.list, op.parcel.list (sort created_at).';
COMMENT ON INDEX parcels_due_on_id_idx IS 'Serves op.parcel.list (filter due_on), op.parcel.list (sort due_on).';
COMMENT ON INDEX parcels_state_created_at_id_idx IS 'Serves op.parcel.list (filter state).';
COMMENT ON INDEX parcels_size_created_at_id_idx IS 'Serves op.parcel.list (filter size).';

CREATE TABLE scans (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    temperature double precision,
    raw bytea,
    parcel_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scans_pkey PRIMARY KEY (id),
    CONSTRAINT scans_parcel_id_fkey FOREIGN KEY (parcel_id)
        REFERENCES parcels (id) ON DELETE CASCADE
);

CREATE INDEX scans_parcel_id_created_at_id_idx ON scans (parcel_id, created_at DESC, id DESC);
COMMENT ON TABLE scans IS 'Scan: at, temperature, raw and parcel. Why: entities.Scan.';
COMMENT ON COLUMN scans.id IS 'Identifier.';
COMMENT ON COLUMN scans.at IS 'At. Why: entities.Scan.fields.at.';
COMMENT ON COLUMN scans.temperature IS 'Temperature. Why: entities.Scan.fields.temperature.';
COMMENT ON COLUMN scans.raw IS 'Raw. Why: entities.Scan.fields.raw.';
COMMENT ON COLUMN scans.parcel_id IS 'The parcel it refers to. Why: entities.Scan.relations.parcel.';
COMMENT ON COLUMN scans.created_at IS 'When the row was made.';
COMMENT ON INDEX scans_parcel_id_created_at_id_idx IS 'Serves op.scan.list (of one parcel), foreign key parcel_id.';

COMMIT;
