//! The store room of Marquee.
