-- The team's side. Only BLAKE3 hashes of the secrets are kept.

CREATE TABLE login_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);

CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);
