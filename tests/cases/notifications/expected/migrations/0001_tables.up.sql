-- Tables templates, preferences, outbox_messages, inbox_messages, idempotency_keys, job_runs and messages.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE templates (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "key" text NOT NULL,
    channel text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT templates_pkey PRIMARY KEY (id),
    CONSTRAINT templates_key_key UNIQUE ("key"),
    CONSTRAINT templates_key_length CHECK (char_length("key") <= 60),
    CONSTRAINT templates_channel_values CHECK (channel IN ('email', 'sms', 'push'))
);

CREATE INDEX templates_created_at_id_idx ON templates (created_at DESC, id DESC);
COMMENT ON TABLE templates IS 'Template: key, channel and body. Why: entities.Template.';
COMMENT ON COLUMN templates.id IS 'Identifier.';
COMMENT ON COLUMN templates."key" IS 'Key. Why: entities.Template.fields.key.';
COMMENT ON COLUMN templates.channel IS 'Channel. Why: entities.Template.fields.channel.';
COMMENT ON COLUMN templates.body IS 'Body. Why: entities.Template.fields.body.';
COMMENT ON COLUMN templates.created_at IS 'When the row was made.';
COMMENT ON COLUMN templates.updated_at IS 'When the row last changed.';
COMMENT ON COLUMN templates.version IS 'Counts edits; If-Match compares with it. Why: entities.Template.versioned.';
COMMENT ON INDEX templates_created_at_id_idx IS 'Serves op.template.list.';

CREATE TABLE preferences (
    recipient uuid NOT NULL,
    channel text NOT NULL,
    allowed boolean NOT NULL DEFAULT TRUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT preferences_pkey PRIMARY KEY (recipient, channel),
    CONSTRAINT preferences_channel_values CHECK (channel IN ('email', 'sms', 'push'))
);

CREATE INDEX preferences_created_at_recipient_channel_idx ON preferences (created_at DESC, recipient DESC, channel DESC);
COMMENT ON TABLE preferences IS 'Preference: recipient, channel and allowed. Why: entities.Preference.';
COMMENT ON COLUMN preferences.recipient IS 'Recipient. Why: entities.Preference.fields.recipient.';
COMMENT ON COLUMN preferences.channel IS 'Channel. Why: entities.Preference.fields.channel.';
COMMENT ON COLUMN preferences.allowed IS 'Allowed. Why: entities.Preference.fields.allowed.';
COMMENT ON COLUMN preferences.created_at IS 'When the row was made.';
COMMENT ON COLUMN preferences.updated_at IS 'When the row last changed.';
COMMENT ON INDEX preferences_created_at_recipient_channel_idx IS 'Serves op.preference.list.';

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
COMMENT ON TABLE outbox_messages IS 'Events written in the transaction that caused them, relayed afterwards. Why: events.message\.sent.';
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

CREATE TABLE inbox_messages (
    source text NOT NULL,
    message_id text NOT NULL,
    payload_hash text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    processed_at timestamptz,
    CONSTRAINT inbox_messages_pkey PRIMARY KEY (source, message_id),
    CONSTRAINT inbox_messages_source_length CHECK (char_length(source) <= 120),
    CONSTRAINT inbox_messages_message_id_length CHECK (char_length(message_id) <= 255),
    CONSTRAINT inbox_messages_payload_hash_length CHECK (char_length(payload_hash) <= 128)
);

CREATE INDEX inbox_messages_received_at_idx ON inbox_messages (received_at);
COMMENT ON TABLE inbox_messages IS 'Messages and notices taken in, each once. Why: events.order\.shipped.';
COMMENT ON COLUMN inbox_messages.source IS 'Who sent it.';
COMMENT ON COLUMN inbox_messages.message_id IS 'The sender''s id.';
COMMENT ON COLUMN inbox_messages.payload_hash IS 'SHA-256 of the body.';
COMMENT ON COLUMN inbox_messages.received_at IS 'When it came.';
COMMENT ON COLUMN inbox_messages.processed_at IS 'Set when its effect was committed.';
COMMENT ON INDEX inbox_messages_received_at_idx IS 'Serves cleanup of old messages.';

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
COMMENT ON TABLE idempotency_keys IS 'Answers to requests that may be repeated. Why: entities.Message.actions.retry.';
COMMENT ON COLUMN idempotency_keys.caller IS 'Who sent it.';
COMMENT ON COLUMN idempotency_keys."key" IS 'The Idempotency-Key header.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body; another body is refused.';
COMMENT ON COLUMN idempotency_keys.status IS 'The stored answer''s status; NULL while it is being worked on.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The stored answer.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the row was made.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'Forgotten after this.';
COMMENT ON INDEX idempotency_keys_expires_at_idx IS 'Serves cleanup of expired keys.';

CREATE TABLE job_runs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    job text NOT NULL,
    dedupe_key text NOT NULL,
    arguments jsonb NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    attempts bigint NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT job_runs_pkey PRIMARY KEY (id),
    CONSTRAINT job_runs_job_dedupe_key_key UNIQUE (job, dedupe_key),
    CONSTRAINT job_runs_job_length CHECK (char_length(job) <= 120),
    CONSTRAINT job_runs_dedupe_key_length CHECK (char_length(dedupe_key) <= 255),
    CONSTRAINT job_runs_last_error_length CHECK (char_length(last_error) <= 2000),
    CONSTRAINT job_runs_status_values CHECK (status IN ('queued', 'running', 'done', 'failed', 'dead')),
    CONSTRAINT job_runs_attempts_range CHECK (attempts >= 0)
);

CREATE INDEX job_runs_status_run_at_idx ON job_runs (status, run_at);
CREATE INDEX job_runs_finished_at_idx ON job_runs (finished_at);
COMMENT ON TABLE job_runs IS 'Background work: what waits, runs, failed or is done. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.id IS 'Identifier. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.job IS 'Name of the job. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.dedupe_key IS 'The same trigger makes one run. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.arguments IS 'What it works on. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.status IS 'Where it stands; dead means tries ran out. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.attempts IS 'How often it was tried. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.run_at IS 'Not before this. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.leased_until IS 'Another worker may take it after this. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.last_error IS 'Why it failed last. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.created_at IS 'When the row was made. Why: jobs.deliver.';
COMMENT ON COLUMN job_runs.finished_at IS 'When it ended. Why: jobs.deliver.';
COMMENT ON INDEX job_runs_status_run_at_idx IS 'Serves workers that look for the next run.';
COMMENT ON INDEX job_runs_finished_at_idx IS 'Serves cleanup of finished runs.';

CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    recipient uuid NOT NULL,
    channel text NOT NULL,
    "to" text NOT NULL,
    dedupe_key text NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    sent_at timestamptz,
    template_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_dedupe_key_key UNIQUE (dedupe_key),
    CONSTRAINT messages_channel_values CHECK (channel IN ('email', 'sms', 'push')),
    CONSTRAINT messages_to_length CHECK (char_length("to") <= 200),
    CONSTRAINT messages_dedupe_key_length CHECK (char_length(dedupe_key) <= 80),
    CONSTRAINT messages_status_values CHECK (status IN ('queued', 'sent', 'failed', 'dead')),
    CONSTRAINT messages_template_id_fkey FOREIGN KEY (template_id)
        REFERENCES templates (id) ON DELETE RESTRICT
);

CREATE INDEX messages_template_id_idx ON messages (template_id);
CREATE INDEX messages_sent_at_id_idx ON messages (sent_at, id);
CREATE INDEX messages_created_at_idx ON messages (created_at);
CREATE INDEX messages_recipient_sent_at_id_idx ON messages (recipient, sent_at, id);
CREATE INDEX messages_status_sent_at_id_idx ON messages (status, sent_at, id);
CREATE INDEX messages_channel_sent_at_id_idx ON messages (channel, sent_at, id);
COMMENT ON TABLE messages IS 'Message: recipient, channel, to, dedupe key and 3 more. Why: entities.Message.';
COMMENT ON COLUMN messages.id IS 'Identifier.';
COMMENT ON COLUMN messages.recipient IS 'Recipient. Why: entities.Message.fields.recipient.';
COMMENT ON COLUMN messages.channel IS 'Channel. Why: entities.Message.fields.channel.';
COMMENT ON COLUMN messages."to" IS 'To (personal data). Why: entities.Message.fields.to.';
COMMENT ON COLUMN messages.dedupe_key IS 'Dedupe key. Why: entities.Message.fields.dedupe_key.';
COMMENT ON COLUMN messages.status IS 'Status. Why: entities.Message.fields.status.';
COMMENT ON COLUMN messages.sent_at IS 'Sent at. Why: entities.Message.fields.sent_at.';
COMMENT ON COLUMN messages.template_id IS 'The template it refers to. Why: entities.Message.relations.template.';
COMMENT ON COLUMN messages.created_at IS 'When the row was made.';
COMMENT ON COLUMN messages.updated_at IS 'When the row last changed.';
COMMENT ON INDEX messages_template_id_idx IS 'Serves foreign key template_id.';
COMMENT ON INDEX messages_sent_at_id_idx IS 'Serves op.message.list, op.message.list (filter sent_at), op.message.list (sort sent_at).';
COMMENT ON INDEX messages_created_at_idx IS 'Serves purge after retention.';
COMMENT ON INDEX messages_recipient_sent_at_id_idx IS 'Serves op.message.list (filter recipient).';
COMMENT ON INDEX messages_status_sent_at_id_idx IS 'Serves op.message.list (filter status).';
COMMENT ON INDEX messages_channel_sent_at_id_idx IS 'Serves op.message.list (filter channel).';

COMMIT;
