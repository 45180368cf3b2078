//! The package room of Marquee.
