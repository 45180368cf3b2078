-- What is said during a showing, until it is over; `change` grows with every line that is said or taken away.
CREATE TABLE talk_lines (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL REFERENCES titles (id),
    change BIGINT NOT NULL UNIQUE,
    said BIGINT NOT NULL,
    said_by TEXT NOT NULL,
    text TEXT NOT NULL,
    removed BIGINT NOT NULL
);

CREATE INDEX talk_lines_by_title ON talk_lines (title, change);

-- Who wants a letter before an opening. Nothing else is known of them, and they are forgotten when it is written.
CREATE TABLE reminders (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL REFERENCES titles (id),
    email TEXT NOT NULL,
    -- BLAKE3 of what the link in the letter names.
    secret TEXT NOT NULL UNIQUE,
    made BIGINT NOT NULL,
    confirmed BIGINT,
    UNIQUE (title, email)
);
