-- Times are microseconds since 1970-01-01T00:00:00Z. Digests are 64 hex digits. Columns named after a nested record
-- of the house (survey, sheet, track, ...) hold it as JSON.

CREATE TABLE assets (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    bytes BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    survey TEXT NOT NULL,
    provenance TEXT NOT NULL,
    added BIGINT NOT NULL,
    salvage TEXT
);

CREATE TABLE titles (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tagline TEXT,
    synopsis TEXT,
    credits TEXT NOT NULL,
    year TEXT,
    licence TEXT,
    licence_url TEXT,
    attribution TEXT,
    source_url TEXT,
    accent TEXT,
    made BIGINT NOT NULL
);

CREATE TABLE pictures (
    picture_key TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL REFERENCES titles (id),
    place BIGINT NOT NULL,
    role TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    UNIQUE (title, place)
);

CREATE TABLE masters (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL REFERENCES titles (id),
    asset TEXT NOT NULL REFERENCES assets (id),
    source TEXT NOT NULL,
    revision BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    planned BIGINT NOT NULL,
    made BIGINT NOT NULL,
    UNIQUE (title, revision)
);

CREATE TABLE renditions (
    id TEXT NOT NULL PRIMARY KEY,
    rendition_key TEXT NOT NULL UNIQUE,
    master TEXT NOT NULL REFERENCES masters (id),
    track TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    segments TEXT,
    stage TEXT NOT NULL,
    made BIGINT NOT NULL
);

CREATE INDEX renditions_by_master ON renditions (master);
CREATE INDEX renditions_by_digest ON renditions (digest);

CREATE TABLE releases (
    id TEXT NOT NULL PRIMARY KEY,
    release_key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL REFERENCES titles (id),
    master TEXT NOT NULL REFERENCES masters (id),
    opens BIGINT,
    closes BIGINT,
    territories TEXT NOT NULL,
    withdrawn BIGINT,
    made BIGINT NOT NULL
);

CREATE INDEX releases_by_title ON releases (title);

CREATE TABLE reports (
    master TEXT NOT NULL REFERENCES masters (id),
    subject TEXT NOT NULL,
    report TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (master, subject)
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- 'gate' grows with every change of what the gate answers from.
CREATE TABLE versions (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO versions (name, value) VALUES ('gate', 1);
