-- What an editor decided about the moments of a tape. Known by kind and place, so that it holds when the tape is gone
-- through anew; `mark` is the whole decision as JSON, with the moment as it was. Times in microseconds.
CREATE TABLE moment_marks (
    asset TEXT NOT NULL REFERENCES assets (id),
    kind TEXT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    mark TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (asset, kind, starts, ends)
);
