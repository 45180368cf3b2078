-- The index of search is made anew, from records: blocks are shorter. On a server their words are kept as text, which takes
-- half the room that a tsvector beside the index of it does, and apart from their rows (TOAST), so that these, which are
-- read for each block that is found, are on few pages.
DELETE FROM search_blocks;
DELETE FROM search_words;
DELETE FROM search_assets;
INSERT INTO search_pending (asset) SELECT id FROM assets WHERE true ON CONFLICT (asset) DO NOTHING;
--file
INSERT INTO search_index (search_index) VALUES ('delete-all');
--end
--server DROP TABLE search_index;
--server CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL) WITH (toast_tuple_target = 128);
--server CREATE INDEX search_index_words ON search_index USING gin (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off);
