-- The moments that a title's page leads to, as JSON; null until an editor puts them there.
ALTER TABLE titles ADD COLUMN moments TEXT;
