-- A part of a title (an edition, an episode, an extra, an album, a track) is a title of its own that names its parent. Not
-- as a foreign key: rows are copied in the order of their ids when a house moves. `part` says what it is, `place` where
-- it stands among the others. `sheet` is the text by which the title was described last.
ALTER TABLE titles ADD COLUMN parent TEXT;
ALTER TABLE titles ADD COLUMN part_name TEXT;
ALTER TABLE titles ADD COLUMN part TEXT;
ALTER TABLE titles ADD COLUMN place BIGINT;
ALTER TABLE titles ADD COLUMN shape TEXT NOT NULL DEFAULT 'film';
ALTER TABLE titles ADD COLUMN material TEXT NOT NULL DEFAULT '{}';
ALTER TABLE titles ADD COLUMN sheet TEXT;

CREATE UNIQUE INDEX titles_by_parent ON titles (parent, part_name);
