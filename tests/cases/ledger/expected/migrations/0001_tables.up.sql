-- Tables accounts, entries, idempotency_keys, audit_log, postings and reservations.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE accounts (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    number text NOT NULL,
    status text NOT NULL DEFAULT 'open',
    balance numeric(19, 4) NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_number_key UNIQUE (number),
    CONSTRAINT accounts_number_length CHECK (char_length(number) BETWEEN 4 AND 12),
    CONSTRAINT accounts_status_values CHECK (status IN ('open', 'closed'))
);

CREATE INDEX accounts_status_number_id_idx ON accounts (status, number, id);
COMMENT ON TABLE accounts IS 'Account: number, status and balance. Why: entities.Account.';
COMMENT ON COLUMN accounts.id IS 'Identifier.';
COMMENT ON COLUMN accounts.number IS 'Number. Why: entities.Account.fields.number.';
COMMENT ON COLUMN accounts.status IS 'Status. Why: entities.Account.fields.status.';
COMMENT ON COLUMN accounts.balance IS 'Balance (computed by the server). Why: entities.Account.fields.balance.';
COMMENT ON COLUMN accounts.created_at IS 'When the row was made.';
COMMENT ON COLUMN accounts.updated_at IS 'When the row last changed.';
COMMENT ON INDEX accounts_status_number_id_idx IS 'Serves op.account.list (filter status).';

CREATE TABLE entries (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    reference text NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT entries_pkey PRIMARY KEY (id),
    CONSTRAINT entries_reference_key UNIQUE (reference),
    CONSTRAINT entries_reference_length CHECK (char_length(reference) BETWEEN 4 AND 40),
    CONSTRAINT entries_text_length CHECK (char_length(text) BETWEEN 1 AND 140)
);

CREATE INDEX entries_created_at_id_idx ON entries (created_at DESC, id DESC);
COMMENT ON TABLE entries IS 'Entry: reference and text. Why: entities.Entry.';
COMMENT ON COLUMN entries.id IS 'Identifier.';
COMMENT ON COLUMN entries.reference IS 'Reference. Why: entities.Entry.fields.reference.';
COMMENT ON COLUMN entries.text IS 'Text. Why: entities.Entry.fields.text.';
COMMENT ON COLUMN entries.created_at IS 'When the row was made.';
COMMENT ON INDEX entries_created_at_id_idx IS 'Serves op.entry.list, op.entry.list (sort created_at), purge after retention.';

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
COMMENT ON TABLE idempotency_keys IS 'Answers to requests that may be repeated. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.caller IS 'Who sent it. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys."key" IS 'The Idempotency-Key header. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body; another body is refused. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.status IS 'The stored answer''s status; NULL while it is being worked on. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The stored answer. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the row was made. Why: entities.Posting.access.create.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'Forgotten after this. Why: entities.Posting.access.create.';
COMMENT ON INDEX idempotency_keys_expires_at_idx IS 'Serves cleanup of expired keys.';

CREATE TABLE audit_log (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    happened_at timestamptz NOT NULL DEFAULT now(),
    actor text,
    action text NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    changes jsonb,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_actor_length CHECK (char_length(actor) <= 127),
    CONSTRAINT audit_log_action_length CHECK (char_length(action) <= 32),
    CONSTRAINT audit_log_table_name_length CHECK (char_length(table_name) <= 63),
    CONSTRAINT audit_log_row_key_length CHECK (char_length(row_key) <= 255)
);

CREATE INDEX audit_log_table_name_row_key_happened_at_idx ON audit_log (table_name, row_key, happened_at);
CREATE INDEX audit_log_actor_happened_at_idx ON audit_log (actor, happened_at);
COMMENT ON TABLE audit_log IS 'Who did what to which row; rows are only ever added. Why: entities.Account.audit.';
COMMENT ON COLUMN audit_log.id IS 'Identifier.';
COMMENT ON COLUMN audit_log.happened_at IS 'When.';
COMMENT ON COLUMN audit_log.actor IS 'Who; empty for the system itself.';
COMMENT ON COLUMN audit_log.action IS 'What was done.';
COMMENT ON COLUMN audit_log.table_name IS 'To a row of which table.';
COMMENT ON COLUMN audit_log.row_key IS 'To which row.';
COMMENT ON COLUMN audit_log.changes IS 'Names of the changed columns, never their values.';
COMMENT ON INDEX audit_log_table_name_row_key_happened_at_idx IS 'Serves history of one row.';
COMMENT ON INDEX audit_log_actor_happened_at_idx IS 'Serves what one caller did.';

CREATE TABLE postings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    amount numeric(19, 4) NOT NULL,
    entry_id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT postings_pkey PRIMARY KEY (id),
    CONSTRAINT postings_check_1 CHECK (amount <> 0),
    CONSTRAINT postings_entry_id_fkey FOREIGN KEY (entry_id)
        REFERENCES entries (id) ON DELETE RESTRICT,
    CONSTRAINT postings_account_id_fkey FOREIGN KEY (account_id)
        REFERENCES accounts (id) ON DELETE RESTRICT
);

CREATE INDEX postings_entry_id_created_at_id_idx ON postings (entry_id, created_at DESC, id DESC);
CREATE INDEX postings_account_id_idx ON postings (account_id);
COMMENT ON TABLE postings IS 'Posting: amount, entry and account. Why: entities.Posting.';
COMMENT ON COLUMN postings.id IS 'Identifier.';
COMMENT ON COLUMN postings.amount IS 'Amount. Why: entities.Posting.fields.amount.';
COMMENT ON COLUMN postings.entry_id IS 'The entry it refers to. Why: entities.Posting.relations.entry.';
COMMENT ON COLUMN postings.account_id IS 'The account it refers to. Why: entities.Posting.relations.account.';
COMMENT ON COLUMN postings.created_at IS 'When the row was made.';
COMMENT ON INDEX postings_entry_id_created_at_id_idx IS 'Serves op.posting.list (of one entry), foreign key entry_id.';
COMMENT ON INDEX postings_account_id_idx IS 'Serves foreign key account_id.';

CREATE TABLE reservations (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    "from" date NOT NULL,
    until date NOT NULL,
    amount numeric(19, 4) NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reservations_pkey PRIMARY KEY (id),
    CONSTRAINT reservations_amount_range CHECK (amount >= 0.01),
    CONSTRAINT reservations_one_reservation_range CHECK ("from" < until),
    CONSTRAINT reservations_account_id_fkey FOREIGN KEY (account_id)
        REFERENCES accounts (id) ON DELETE RESTRICT
);

CREATE INDEX reservations_account_id_idx ON reservations (account_id);
CREATE INDEX reservations_created_at_id_idx ON reservations (created_at DESC, id DESC);
COMMENT ON TABLE reservations IS 'Reservation: from, until, amount and account. Why: entities.Reservation.';
COMMENT ON COLUMN reservations.id IS 'Identifier.';
COMMENT ON COLUMN reservations."from" IS 'From. Why: entities.Reservation.fields.from.';
COMMENT ON COLUMN reservations.until IS 'Until. Why: entities.Reservation.fields.until.';
COMMENT ON COLUMN reservations.amount IS 'Amount. Why: entities.Reservation.fields.amount.';
COMMENT ON COLUMN reservations.account_id IS 'The account it refers to. Why: entities.Reservation.relations.account.';
COMMENT ON COLUMN reservations.created_at IS 'When the row was made.';
COMMENT ON COLUMN reservations.updated_at IS 'When the row last changed.';
COMMENT ON INDEX reservations_account_id_idx IS 'Serves foreign key account_id.';
COMMENT ON INDEX reservations_created_at_id_idx IS 'Serves op.reservation.list.';

COMMIT;
