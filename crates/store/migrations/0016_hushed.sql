-- Who may say nothing more in a title's showing. A speaker is a word that means something in this one showing: made of
-- where a line came from, with a salt that is forgotten with the lines.
ALTER TABLE talk_lines ADD COLUMN speaker TEXT;

CREATE TABLE talk_salts (
    title TEXT NOT NULL PRIMARY KEY REFERENCES titles (id),
    salt TEXT NOT NULL
);

CREATE TABLE talk_hushed (
    title TEXT NOT NULL REFERENCES titles (id),
    speaker TEXT NOT NULL,
    hushed BIGINT NOT NULL,
    PRIMARY KEY (title, speaker)
);
