-- People, their sessions and links, tokens for programs, and the log of what everybody did. Sessions and login links
-- of 0003 belonged to nobody: they end here, and `marquee login` makes a new link.

DROP TABLE login_tokens;
DROP TABLE sessions;

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Argon2's own form (PHC string); NULL until one is chosen.
    password TEXT,
    made BIGINT NOT NULL,
    disabled BIGINT,
    version BIGINT NOT NULL
);

-- Only BLAKE3 hashes of secrets are kept, here and in the tables below.
CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id),
    -- What the browser calls itself, for the list of one's own sessions.
    browser TEXT NOT NULL,
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX sessions_by_account ON sessions (account);

-- Purposes: 'door' (from the command line; makes the first account, or lets `account` in), 'invitation' (an account
-- with this address and role), 'reset' (of `account`'s password).
CREATE TABLE login_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    account TEXT REFERENCES accounts (id),
    email TEXT,
    role TEXT,
    made_by TEXT NOT NULL,
    made BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made BIGINT NOT NULL,
    expires BIGINT,
    used BIGINT,
    revoked BIGINT
);

CREATE INDEX api_tokens_by_account ON api_tokens (account);

-- Failed logins by hashed account name and by hashed network address; a restart does not forget them.
CREATE TABLE login_failures (
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

-- `position` is the order in which things happened. `before` and `after` are JSON; NULL is: it was not there.
CREATE TABLE audit (
    position BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT
);

CREATE INDEX audit_by_subject ON audit (subject, position);
CREATE INDEX audit_by_actor ON audit (actor, position);
