-- Copies of tapes that every browser plays, for tapes that none plays as they came.
CREATE TABLE working_copies (
    asset TEXT NOT NULL PRIMARY KEY REFERENCES assets (id),
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    is_film BIGINT NOT NULL,
    made BIGINT NOT NULL
);
