-- How often each piece of a master (two seconds) was seen, seen again and reacted to, by everybody together. No row says
-- who, or when.
CREATE TABLE replays (
    master TEXT NOT NULL REFERENCES masters (id),
    piece BIGINT NOT NULL,
    first BIGINT NOT NULL,
    again BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    PRIMARY KEY (master, piece)
);

-- How many began with a master.
CREATE TABLE viewings (
    master TEXT PRIMARY KEY REFERENCES masters (id),
    viewers BIGINT NOT NULL
);
