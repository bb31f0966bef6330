-- Undoes: Tables titles, principals, sessions, password_resets, login_attempts, idempotency_keys, copies and loans.
-- Every statement commits by itself here: after a failure run the rest by hand. Sessions use time_zone '+00:00'.

DROP TABLE loans;
DROP TABLE copies;
DROP TABLE idempotency_keys;
DROP TABLE login_attempts;
DROP TABLE password_resets;
DROP TABLE sessions;
DROP TABLE principals;
DROP TABLE titles;
