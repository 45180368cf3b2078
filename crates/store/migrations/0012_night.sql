-- What was decided about a release's night besides its instants (house::release::Plan as JSON), and when it was first seen
-- open: a clock that steps back afterwards does not close it again.
ALTER TABLE releases ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';
ALTER TABLE releases ADD COLUMN opened BIGINT;

-- Personal links to a title before its night. Only the BLAKE3 hash of a link's secret is kept.
CREATE TABLE passes (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL REFERENCES titles (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    from_time BIGINT NOT NULL,
    until_time BIGINT NOT NULL,
    views BIGINT,
    -- The view that was begun last holds until then.
    viewing BIGINT,
    revoked BIGINT,
    made BIGINT NOT NULL
);

CREATE INDEX passes_by_title ON passes (title, made);

-- Every use of a personal link: what was done with it, from where (hashed), by which browser.
CREATE TABLE pass_uses (
    position BIGINT NOT NULL PRIMARY KEY,
    pass TEXT NOT NULL REFERENCES passes (id),
    at BIGINT NOT NULL,
    -- 'entered', 'began', 'refused'
    what TEXT NOT NULL,
    origin TEXT NOT NULL,
    browser TEXT NOT NULL
);

CREATE INDEX pass_uses_by_pass ON pass_uses (pass, position);
