-- What is said and written on an asset, from one source in one language.
CREATE TABLE transcripts (
    id BIGINT NOT NULL PRIMARY KEY,
    asset TEXT NOT NULL REFERENCES assets (id),
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    engine TEXT,
    made BIGINT NOT NULL,
    -- Does each line know its own time?
    timed BIGINT NOT NULL,
    UNIQUE (asset, source, language)
);

CREATE TABLE transcript_lines (
    transcript BIGINT NOT NULL REFERENCES transcripts (id),
    place BIGINT NOT NULL,
    start_micros BIGINT NOT NULL,
    end_micros BIGINT NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    -- [[start, end, word], ...], in microseconds from the line's start.
    words TEXT,
    PRIMARY KEY (transcript, place)
);

-- By hand, and apart from transcripts: a new one does not take them away.
CREATE TABLE corrections (
    asset TEXT NOT NULL REFERENCES assets (id),
    language TEXT NOT NULL,
    said BIGINT NOT NULL,
    start_micros BIGINT NOT NULL,
    end_micros BIGINT NOT NULL,
    original TEXT NOT NULL,
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (asset, language, said, start_micros, end_micros, original)
);

-- What was found on an asset: 'crowd', 'music'.
CREATE TABLE asset_has (
    asset TEXT NOT NULL REFERENCES assets (id),
    what TEXT NOT NULL,
    PRIMARY KEY (asset, what)
);

-- The index of search, all of it made from the records above and from assets; it is not moved between databases but
-- made anew.

-- Assets that are to be looked over once more.
CREATE TABLE search_pending (
    asset TEXT NOT NULL PRIMARY KEY
);

INSERT INTO search_pending (asset) SELECT id FROM assets;

CREATE TABLE search_assets (
    -- How many assets came before it.
    place BIGINT NOT NULL PRIMARY KEY,
    asset TEXT NOT NULL UNIQUE,
    head TEXT NOT NULL
);

-- Each word that a block is found by, and in how many blocks it is.
CREATE TABLE search_words (
    word TEXT NOT NULL PRIMARY KEY,
    -- The word turned round, for what is misspelt at its beginning.
    reversed TEXT,
    blocks BIGINT NOT NULL
);

CREATE INDEX search_words_reversed ON search_words (reversed);

--file
CREATE TABLE search_blocks (
    id INTEGER NOT NULL PRIMARY KEY,
    lines TEXT NOT NULL
);

-- Words come as search wants them, between spaces; in which blocks they are is all that is asked of it.
CREATE VIRTUAL TABLE search_index USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = 'ascii'
);
--end
--server CREATE TABLE search_blocks (id BIGINT NOT NULL PRIMARY KEY, lines TEXT NOT NULL);
--server CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
--server CREATE INDEX search_index_words ON search_index USING gin (words) WITH (fastupdate = off);
