//! What machines read of the house: the feed, the site map, the robots' rules. Only what the public is admitted to.

mod atom;
mod robots;
mod sitemap;

pub(crate) use atom::atom;
pub(crate) use robots::robots;
pub(crate) use sitemap::sitemap;
