-- The keys that releases are sealed with, each encrypted under the house's own key, which is not in here (house.key).

CREATE TABLE content_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    release_id TEXT NOT NULL REFERENCES releases (id),
    -- public | screener
    purpose TEXT NOT NULL,
    -- Names the house key that it is encrypted under.
    house_key TEXT NOT NULL,
    secret BLOB NOT NULL,
    made BIGINT NOT NULL,
    UNIQUE (release_id, purpose)
);
