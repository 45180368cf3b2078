-- What somebody chose by hand stays when a film is encoded anew; a release that is given another master remembers for a
-- while the one before.
ALTER TABLE pictures ADD COLUMN chosen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE releases ADD COLUMN former TEXT;
ALTER TABLE releases ADD COLUMN former_until BIGINT;
