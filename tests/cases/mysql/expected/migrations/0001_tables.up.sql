-- Tables titles, principals, sessions, password_resets, login_attempts, idempotency_keys, copies and loans.
-- Every statement commits by itself here: after a failure run the rest by hand. Sessions use time_zone '+00:00'.

CREATE TABLE titles (
    id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identifier.',
    isbn VARCHAR(13) NOT NULL COMMENT 'Isbn.',
    name VARCHAR(200) NOT NULL COMMENT 'Name.',
    about LONGTEXT COMMENT 'About.',
    tags JSON COMMENT 'Tags.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'When the row last changed.',
    deleted_at DATETIME(6) COMMENT 'When the row was deleted; NULL while it lives.',
    unique_row TINYINT GENERATED ALWAYS AS (CASE WHEN deleted_at IS NULL THEN 1 END) VIRTUAL,
    PRIMARY KEY (id),
    CONSTRAINT titles_isbn_length CHECK (char_length(isbn) >= 10),
    CONSTRAINT titles_isbn_pattern CHECK (isbn REGEXP '^(?:[0-9X]+)\\z'),
    CONSTRAINT titles_name_length CHECK (char_length(name) >= 1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Title: isbn, name, about and tags.';

CREATE UNIQUE INDEX titles_isbn_key ON titles (isbn, unique_row);
CREATE FULLTEXT INDEX titles_name_search ON titles (name) COMMENT 'Serves op.title.list (search).';
CREATE INDEX titles_name_id_idx ON titles (name, id) COMMENT 'Serves op.title.list, op.title.list (sort name).';

CREATE TABLE principals (
    id CHAR(36) CHARACTER SET ascii NOT NULL DEFAULT (UUID()) COMMENT 'Identifier.',
    email VARCHAR(254) NOT NULL COMMENT 'Unique sign-in name.',
    password_hash VARCHAR(255) NOT NULL COMMENT 'A hash, never the password.',
    role VARCHAR(63) NOT NULL COMMENT 'The role the caller acts in.',
    disabled_at DATETIME(6) COMMENT 'Set: signs in no more.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'When the row last changed.',
    PRIMARY KEY (id),
    CONSTRAINT principals_email_key UNIQUE (email),
    CONSTRAINT principals_role_values CHECK (role IN ('clerk')),
    CHECK (CHAR_LENGTH(id) = 36)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Callers whose role no account of the design carries, with their credentials.';

CREATE TABLE sessions (
    id CHAR(36) CHARACTER SET ascii NOT NULL DEFAULT (UUID()) COMMENT 'Identifier.',
    account_kind VARCHAR(63) NOT NULL COMMENT 'Which kind of account.',
    account_id VARCHAR(63) NOT NULL COMMENT 'Which account.',
    cookie_hash VARCHAR(128) NOT NULL COMMENT 'SHA-256 of the cookie.',
    expires_at DATETIME(6) NOT NULL COMMENT 'No use after this.',
    last_seen_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'Idle sessions end by this.',
    revoked_at DATETIME(6) COMMENT 'Set at sign-out or a new password.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    PRIMARY KEY (id),
    CONSTRAINT sessions_cookie_hash_key UNIQUE (cookie_hash),
    CHECK (CHAR_LENGTH(id) = 36)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Signed-in sessions by the hash of their cookie.';

CREATE INDEX sessions_account_kind_account_id_idx ON sessions (account_kind, account_id) COMMENT 'Serves what one account has, ended with a new password.';
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at) COMMENT 'Serves cleanup of expired sessions.';

CREATE TABLE password_resets (
    id CHAR(36) CHARACTER SET ascii NOT NULL DEFAULT (UUID()) COMMENT 'Identifier.',
    account_kind VARCHAR(63) NOT NULL COMMENT 'Which kind of account.',
    account_id VARCHAR(63) NOT NULL COMMENT 'Which account.',
    token_hash VARCHAR(128) NOT NULL COMMENT 'SHA-256 of the token sent.',
    expires_at DATETIME(6) NOT NULL COMMENT 'No use after this.',
    used_at DATETIME(6) COMMENT 'Set by the first use.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    PRIMARY KEY (id),
    CONSTRAINT password_resets_token_hash_key UNIQUE (token_hash),
    CHECK (CHAR_LENGTH(id) = 36)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Pending resets as hashes, used once.';

CREATE INDEX password_resets_account_kind_account_id_idx ON password_resets (account_kind, account_id) COMMENT 'Serves what one account has, ended with a new password.';
CREATE INDEX password_resets_expires_at_idx ON password_resets (expires_at) COMMENT 'Serves cleanup of expired resets.';

CREATE TABLE login_attempts (
    id CHAR(36) CHARACTER SET ascii NOT NULL DEFAULT (UUID()) COMMENT 'Identifier.',
    name_hash VARCHAR(128) NOT NULL COMMENT 'SHA-256 of the name tried.',
    address VARCHAR(64) NOT NULL COMMENT 'Where it came from.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    PRIMARY KEY (id),
    CHECK (CHAR_LENGTH(id) = 36)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Failed sign-ins, counted to throttle them.';

CREATE INDEX login_attempts_name_hash_created_at_idx ON login_attempts (name_hash, created_at) COMMENT 'Serves throttle by name.';
CREATE INDEX login_attempts_address_created_at_idx ON login_attempts (address, created_at) COMMENT 'Serves throttle by address.';
CREATE INDEX login_attempts_created_at_idx ON login_attempts (created_at) COMMENT 'Serves cleanup of old attempts.';

CREATE TABLE idempotency_keys (
    caller VARCHAR(127) NOT NULL COMMENT 'Who sent it.',
    `key` VARCHAR(255) NOT NULL COMMENT 'The Idempotency-Key header.',
    request_hash VARCHAR(128) NOT NULL COMMENT 'SHA-256 of method, path and body; another body is refused.',
    status INT COMMENT 'The stored answer''s status; NULL while it is being worked on.',
    answer JSON COMMENT 'The stored answer.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    expires_at DATETIME(6) NOT NULL COMMENT 'Forgotten after this.',
    PRIMARY KEY (caller, `key`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Answers to requests that may be repeated.';

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at) COMMENT 'Serves cleanup of expired keys.';

CREATE TABLE copies (
    id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identifier.',
    shelf VARCHAR(12) NOT NULL COMMENT 'Shelf.',
    price DECIMAL(19, 4) COMMENT 'Price.',
    title_id BIGINT NOT NULL COMMENT 'The title it refers to.',
    sequel_id BIGINT COMMENT 'The copy it refers to.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'When the row last changed.',
    PRIMARY KEY (id),
    CONSTRAINT copies_shelf_length CHECK (char_length(shelf) >= 1),
    CONSTRAINT copies_price_range CHECK (price >= 0),
    CONSTRAINT copies_discarded CHECK ((shelf <> 'X') OR (price IS NULL)),
    CONSTRAINT copies_title_id_fkey FOREIGN KEY (title_id)
        REFERENCES titles (id) ON DELETE RESTRICT,
    CONSTRAINT copies_sequel_id_fkey FOREIGN KEY (sequel_id)
        REFERENCES copies (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Copy: shelf, price, title and sequel.';

CREATE INDEX copies_shelf_idx ON copies (shelf) COMMENT 'Serves what the design declares it for.';
CREATE INDEX copies_title_id_idx ON copies (title_id) COMMENT 'Serves foreign key title_id.';
CREATE INDEX copies_sequel_id_idx ON copies (sequel_id) COMMENT 'Serves foreign key sequel_id.';
CREATE INDEX copies_created_at_id_idx ON copies (created_at DESC, id DESC) COMMENT 'Serves op.copy.list.';

CREATE TABLE loans (
    id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identifier.',
    due_on DATE NOT NULL COMMENT 'Due on.',
    returned_at DATETIME(6) COMMENT 'Returned at.',
    copy_id BIGINT NOT NULL COMMENT 'The copy it refers to.',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'When the row was made.',
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'When the row last changed.',
    unique_row TINYINT GENERATED ALWAYS AS (CASE WHEN returned_at IS NULL THEN 1 END) VIRTUAL,
    PRIMARY KEY (id),
    CONSTRAINT loans_copy_id_fkey FOREIGN KEY (copy_id)
        REFERENCES copies (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'Loan: due on, returned at and copy.';

CREATE UNIQUE INDEX loans_copy_id_key ON loans (copy_id, unique_row);
CREATE INDEX loans_copy_id_idx ON loans (copy_id) COMMENT 'Serves foreign key copy_id.';
CREATE INDEX loans_created_at_id_idx ON loans (created_at DESC, id DESC) COMMENT 'Serves op.loan.list.';
