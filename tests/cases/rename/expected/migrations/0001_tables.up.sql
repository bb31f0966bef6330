-- Tables bins, idempotency_keys and parcels.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE bins (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    label text NOT NULL,
    height bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bins_pkey PRIMARY KEY (id),
    CONSTRAINT bins_label_key UNIQUE (label),
    CONSTRAINT bins_label_length CHECK (char_length(label) BETWEEN 1 AND 20),
    CONSTRAINT bins_height_range CHECK (height >= 1)
);

CREATE INDEX bins_created_at_id_idx ON bins (created_at DESC, id DESC);
COMMENT ON TABLE bins IS 'Bin: label and height. Why: entities.Bin.';
COMMENT ON COLUMN bins.id IS 'Identifier.';
COMMENT ON COLUMN bins.label IS 'Label. Why: entities.Bin.fields.label.';
COMMENT ON COLUMN bins.height IS 'Height. Why: entities.Bin.fields.height.';
COMMENT ON COLUMN bins.created_at IS 'When the row was made.';
COMMENT ON COLUMN bins.updated_at IS 'When the row last changed.';
COMMENT ON INDEX bins_created_at_id_idx IS 'Serves op.bin.list.';

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
COMMENT ON TABLE idempotency_keys IS 'Answers to requests that may be repeated. Why: entities.Parcel.access.create.';
COMMENT ON COLUMN idempotency_keys.caller IS 'Who sent it.';
COMMENT ON COLUMN idempotency_keys."key" IS 'The Idempotency-Key header.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body; another body is refused.';
COMMENT ON COLUMN idempotency_keys.status IS 'The stored answer''s status; NULL while it is being worked on.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The stored answer.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the row was made.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'Forgotten after this.';
COMMENT ON INDEX idempotency_keys_expires_at_idx IS 'Serves cleanup of expired keys.';

CREATE TABLE parcels (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    weight numeric(8, 3),
    bin_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_weight_range CHECK (weight >= 0),
    CONSTRAINT parcels_bin_id_fkey FOREIGN KEY (bin_id)
        REFERENCES bins (id) ON DELETE RESTRICT
);

CREATE INDEX parcels_bin_id_idx ON parcels (bin_id);
CREATE INDEX parcels_created_at_id_idx ON parcels (created_at DESC, id DESC);
COMMENT ON TABLE parcels IS 'Parcel: weight and bin. Why: entities.Parcel.';
COMMENT ON COLUMN parcels.id IS 'Identifier.';
COMMENT ON COLUMN parcels.weight IS 'Weight. Why: entities.Parcel.fields.weight.';
COMMENT ON COLUMN parcels.bin_id IS 'The bin it refers to. Why: entities.Parcel.relations.bin.';
COMMENT ON COLUMN parcels.created_at IS 'When the row was made.';
COMMENT ON COLUMN parcels.updated_at IS 'When the row last changed.';
COMMENT ON INDEX parcels_bin_id_idx IS 'Serves foreign key bin_id.';
COMMENT ON INDEX parcels_created_at_id_idx IS 'Serves op.parcel.list.';

COMMIT;
