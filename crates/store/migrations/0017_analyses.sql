-- What was found on a tape. The record itself (shots, sounds, faults, curves) is one object of the vault; `stills` is
-- another, with the JPEGs of its keyframes one after another; `prints` a third, by which the same pictures are known
-- again on other tapes.
CREATE TABLE analyses (
    asset TEXT NOT NULL PRIMARY KEY REFERENCES assets (id),
    made BIGINT NOT NULL,
    record TEXT NOT NULL,
    record_bytes BIGINT NOT NULL,
    stills TEXT,
    stills_bytes BIGINT NOT NULL,
    prints TEXT
);

-- The same pictures on two tapes. Each pair stands here twice, once from either side; times in microseconds, `likeness`
-- in thousandths.
CREATE TABLE near_duplicates (
    asset TEXT NOT NULL REFERENCES assets (id),
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    other TEXT NOT NULL,
    other_starts BIGINT NOT NULL,
    other_ends BIGINT NOT NULL,
    likeness BIGINT NOT NULL,
    PRIMARY KEY (asset, starts, other, other_starts)
);

CREATE INDEX near_duplicates_by_other ON near_duplicates (other);
