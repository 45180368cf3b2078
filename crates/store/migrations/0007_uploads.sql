-- Files on their way in; their bytes lie in the dock until the vault takes them over. How far an upload is says its
-- file alone.

CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    length BIGINT NOT NULL,
    label TEXT NOT NULL,
    metadata TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,
    -- While a part with a checksum comes: where it began. What lies after it was never compared.
    verified BIGINT,
    digest TEXT,
    job TEXT,
    asset TEXT REFERENCES assets (id),
    title TEXT,
    sentence TEXT,
    salvageable BIGINT NOT NULL,
    made BIGINT NOT NULL,
    touched BIGINT NOT NULL
);

CREATE INDEX uploads_by_state ON uploads (state, touched);
CREATE INDEX uploads_by_made ON uploads (made);

-- Lists of assets: `words` is what people may type to find one (lower case); `version` grows with each correction.
ALTER TABLE assets ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
UPDATE assets SET words = lower(file_name);

CREATE INDEX assets_by_added ON assets (added, id);
CREATE INDEX assets_by_name ON assets (file_name, id);
CREATE INDEX assets_by_bytes ON assets (bytes, id);
