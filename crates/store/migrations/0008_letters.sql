-- Letters that the house has still to send. A letter may hold a secret link: it is gone when it was delivered, and its
-- text when the house gave it up.

CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    made BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    -- Whoever sends it holds it until then.
    held_until BIGINT NOT NULL,
    -- What the mail server said last.
    sentence TEXT,
    given_up BIGINT
);

CREATE INDEX letters_by_time ON letters (given_up, not_before);
